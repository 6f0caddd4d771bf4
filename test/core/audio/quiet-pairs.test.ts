import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkFrames } from "../../../web/core/audio/capture-messages.ts";
import { QuietPairs } from "../../../web/core/audio/quiet-pairs.ts";

interface Heard {
  readonly frames: number;
  readonly peak: number;
  readonly voice: boolean;
}

const quiet: Heard = { frames: chunkFrames, peak: 0.001, voice: false };
const sound: Heard = { ...quiet, peak: 0.1 };
/** Two seconds. */
const longQuiet: readonly Heard[] = Array.from({ length: 100 }, () => quiet);

/** What comes out of it for each chunk that goes in: lengths in frames. */
function pass(...heard: readonly Heard[]): number[][] {
  let out: number[] = [];
  const pairs = new QuietPairs((chunk) => out.push(chunk.length));
  return heard.map(({ frames, peak, voice }) => {
    out = [];
    pairs.push(new Float32Array(frames).fill(peak), voice);
    return out;
  });
}

describe("QuietPairs", () => {
  it("gives on every chunk at once for the first two seconds of quiet", () => {
    expect(pass(...longQuiet.slice(1))).toEqual(longQuiet.slice(1).map(() => [chunkFrames]));
  });

  it("gives two at a time after them", () => {
    const after = pass(...longQuiet, quiet, quiet, quiet).slice(99);
    expect(after).toEqual([[], [2 * chunkFrames], [], [2 * chunkFrames]]);
  });

  it("gives on what begins in quiet at once, with the chunk that was held", () => {
    const after = pass(...longQuiet, { ...sound, frames: 100 }, { ...sound, frames: 220 }, sound).slice(99);
    expect(after).toEqual([[], [chunkFrames + 100], [220], [chunkFrames]]);
  });

  it("takes a soft voice for no quiet", () => {
    const voices = longQuiet.map((chunk) => ({ ...chunk, voice: true }));
    expect(pass(...voices, ...voices).flat()).toHaveLength(200);
  });

  it("waits for two new seconds of quiet after each sound", () => {
    const after = pass(...longQuiet, sound, ...longQuiet, quiet).slice(101);
    expect(after.slice(0, 99).every((out) => out.length === 1)).toBe(true);
    expect(after.slice(99)).toEqual([[], [2 * chunkFrames]]);
  });

  it("gives on what it holds when it is told to, and nothing twice", () => {
    const lengths: number[] = [];
    const pairs = new QuietPairs((chunk) => lengths.push(chunk.length));
    for (const _ of longQuiet) pairs.push(new Float32Array(chunkFrames), false);
    expect(lengths).toHaveLength(99);
    pairs.flush();
    pairs.flush();
    expect(lengths).toHaveLength(100);
  });

  it("keeps every sample and their order, whatever is heard", () => {
    const chunk = fc.record({
      frames: fc.integer({ min: 1, max: 2 * chunkFrames - 1 }),
      peak: fc.constantFrom(0, 0.001, 0.3),
      voice: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 30 }), (some) => {
        const out: number[] = [];
        const pairs = new QuietPairs((samples) => out.push(...samples));
        const all = [...longQuiet, ...some].map(({ frames, peak, voice }, index) => {
          // Its place in the sound, as a sample that changes nothing.
          const samples = new Float32Array(frames).fill(peak).fill(index * 1e-6, 0, 1);
          pairs.push(samples, voice);
          return samples;
        });
        pairs.flush();
        expect(out).toEqual(all.flatMap((samples) => [...samples]));
      }),
      { numRuns: 30 },
    );
  });
});
