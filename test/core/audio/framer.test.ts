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
});
