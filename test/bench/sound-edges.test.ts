import { describe, expect, it } from "vitest";
import { SoundEdges } from "./page/sound-edges.ts";

/** Runs `l` (loud) and `.` (quiet) frames through it in blocks, and answers what it tells. */
function edgesOf(frames: string, minSilentFrames: number, blockFrames = 4): string[] {
  const told: string[] = [];
  const edges = new SoundEdges(
    { threshold: 0.1, minSilentFrames },
    (frame, silentFrames) => told.push(`sound at ${frame} after ${silentFrames}`),
    (frame) => told.push(`silence at ${frame}`),
  );
  const samples = Float32Array.from(frames, (frame) => (frame === "l" ? -0.5 : 0.05));
  for (let from = 0; from < samples.length; from += blockFrames) {
    edges.hear(samples.subarray(from, from + blockFrames), from);
  }
  return told;
}

describe("SoundEdges", () => {
  it("finds the first loud frame, the frame after the last, and the silence between", () => {
    expect(edgesOf("..ll" + "ll.." + "...l", 1)).toEqual([
      "sound at 2 after 3",
      "silence at 6",
      "sound at 11 after 5",
    ]);
  });

  it("takes a shorter silence for a part of the sound", () => {
    expect(edgesOf("ll.l" + "l..l" + "l..." + "l...", 3)).toEqual([
      "sound at 0 after 3",
      "silence at 9",
      "sound at 12 after 3",
      "silence at 13",
    ]);
  });

  it("finds a silence that begins and ends within a block", () => {
    expect(edgesOf("l..l" + "llll", 2)).toEqual(["sound at 0 after 2", "sound at 3 after 2"]);
  });

  it("numbers frames as its caller does, also after blocks that it never heard", () => {
    const told: number[] = [];
    const edges = new SoundEdges({ threshold: 0.1, minSilentFrames: 1 }, (frame) => told.push(frame));
    edges.hear(Float32Array.of(0, 1, 0, 0), 0);
    edges.hear(Float32Array.of(0, 0, 1, 0), 128);
    expect(told).toEqual([1, 130]);
  });
});
