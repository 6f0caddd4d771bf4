import { describe, expect, it } from "vitest";
import { SoundOnset } from "../../../web/core/audio/sound-onset.ts";
import { join, noise } from "./signals.ts";

const quantumFrames = 43;
const frames = (ms: number) => ms * 16;
const tone = (ms: number, amplitude: number) =>
  new Float32Array(frames(ms)).map((_, i) => amplitude * Math.cos((2 * Math.PI * i) / 16));
const quiet = (ms: number) => noise(0.0005, frames(ms));

/** In which milliseconds sound begins, heard in blocks as a worklet gets them. */
function onsetsMs(sound: Float32Array): number[] {
  const onset = new SoundOnset();
  const found: number[] = [];
  for (let at = 0; at < sound.length; at += quantumFrames)
    if (onset.hear(sound.subarray(at, at + quantumFrames))) found.push(Math.floor(at / 16));
  return found;
}

describe("SoundOnset", () => {
  it("hears sound begin in the very block in which it does, once", () => {
    const found = onsetsMs(join([quiet(500), tone(300, 0.3), quiet(100)]));
    expect(found).toHaveLength(1);
    expect(found[0]).toBeGreaterThanOrEqual(497);
    expect(found[0]).toBeLessThanOrEqual(500);
  });

  it("hears the next word after a short pause, and none where the sound only swells", () => {
    expect(onsetsMs(join([quiet(500), tone(200, 0.3), quiet(150), tone(200, 0.3)]))).toHaveLength(2);
    expect(onsetsMs(join([quiet(500), tone(200, 0.05), tone(200, 0.3)]))).toHaveLength(1);
    expect(onsetsMs(join([quiet(500), tone(200, 0.3), quiet(40), tone(200, 0.3)]))).toHaveLength(1);
  });

  it("takes no noise of the room for a beginning", () => {
    expect(onsetsMs(noise(0.008, frames(2_000)))).toEqual([]);
    expect(onsetsMs(join([noise(0.02, frames(1_000)), tone(300, 0.1)]))).toEqual([]);
  });

  it("knows nothing of a room in its first moment", () => {
    expect(onsetsMs(tone(300, 0.5))).toEqual([]);
  });

  it("looks only at as many samples as it is told", () => {
    const onset = new SoundOnset();
    onset.hear(quiet(1_000));
    const block = join([quiet(1), tone(2, 0.5)]);
    expect(onset.hear(block, 16)).toBe(false);
    expect(onset.hear(block)).toBe(true);
  });
});
