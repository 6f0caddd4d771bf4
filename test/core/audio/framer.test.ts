import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Framer } from "../../../web/core/audio/framer.ts";

function frame(chunkFrames: number, lengths: readonly number[]): number[][] {
  const chunks: number[][] = [];
  const framer = new Framer(chunkFrames, (chunk) => chunks.push([...chunk]));
  let next = 0;
  for (const length of lengths) framer.push(new Float32Array(length).map(() => next++));
  return chunks;
}

describe("Framer", () => {
  it("gives every sample once and in order, however they come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.array(fc.nat(1_000)), (chunkFrames, lengths) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const chunks = frame(chunkFrames, lengths);
        expect(chunks.length).toBe(Math.floor(total / chunkFrames));
        expect(chunks.every((chunk) => chunk.length === chunkFrames)).toBe(true);
        expect(chunks.flat()).toEqual(Array.from({ length: chunks.length * chunkFrames }, (_, i) => i));
      }),
    );
  });

  it("keeps what does not fill a chunk for the next block", () => {
    expect(frame(4, [3])).toEqual([]);
    expect(frame(4, [3, 3])).toEqual([[0, 1, 2, 3]]);
  });

  it("takes only as many samples as it is told", () => {
    const chunks: number[][] = [];
    const framer = new Framer(2, (chunk) => chunks.push([...chunk]));
    framer.push(new Float32Array([1, 2, 3, 4]), 3);
    framer.push(new Float32Array([5, 6]), 1);
    expect(chunks).toEqual([
      [1, 2],
      [3, 5],
    ]);
  });

  it("gives a chunk in two parts when asked to, and every sample once and in order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.record({ length: fc.nat(100), split: fc.boolean() })),
        (chunkFrames, blocks) => {
          const chunks: number[][] = [];
          const framer = new Framer(chunkFrames, (chunk) => chunks.push([...chunk]));
          let next = 0;
          const ends = new Set<number>();
          for (const { length, split } of blocks) {
            framer.push(new Float32Array(length).map(() => next++));
            expect(framer.filled).toBe(next % chunkFrames);
            if (!split) continue;
            framer.split();
            ends.add(next);
            expect(chunks.flat()).toHaveLength(next);
          }
          for (let end = chunkFrames; end <= next; end += chunkFrames) ends.add(end);
          ends.delete(0);
          const given = chunks.flat();
          expect(given).toEqual(Array.from({ length: given.length }, (_, i) => i));
          expect(chunks.map((chunk) => (chunk.at(-1) ?? 0) + 1)).toEqual([...ends].sort((a, b) => a - b));
        },
      ),
    );
  });

  it("makes one chunk longer when asked to, and gives every sample once and in order", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.record({ length: fc.nat(100), longer: fc.double({ min: 0, max: 1, noNaN: true }) })),
        (chunkFrames, blocks) => {
          const chunks: number[][] = [];
          const framer = new Framer(chunkFrames, (chunk) => chunks.push([...chunk]));
          const asked: number[] = [];
          let next = 0;
          for (const { length, longer } of blocks) {
            const byFrames = Math.floor(longer * chunkFrames);
            if (asked[chunks.length] === undefined) framer.lengthen(byFrames);
            asked[chunks.length] ??= chunkFrames + byFrames;
            framer.push(new Float32Array(length).map(() => next++));
          }
          expect(chunks.flat()).toEqual(Array.from({ length: next - framer.filled }, (_, i) => i));
          expect(chunks.map(({ length }) => length)).toEqual(chunks.map((_, i) => asked[i] ?? chunkFrames));
          expect(framer.filled).toBeLessThan(asked[chunks.length] ?? chunkFrames);
        },
      ),
    );
  });
});
