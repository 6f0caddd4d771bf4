import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JitterBuffer } from "../../../web/core/audio/jitter-buffer.ts";
import { sampleToS16 } from "../../../web/core/audio/pcm.ts";
import { PlayedTap } from "../../../web/core/audio/played-tap.ts";
import { randomFrom, sine } from "./signals.ts";

const quantum = 128;

interface Block {
  readonly firstFrame: number;
  readonly samples: Int16Array;
}

function tap(rateHz = 24_000) {
  const blocks: Block[] = [];
  const heard = new PlayedTap(rateHz, 4_096, (firstFrame, pcm) =>
    blocks.push({ firstFrame, samples: new Int16Array(pcm) }),
  );
  return { blocks, tap: heard };
}

/** Everything as it would lie on the output, silence where nothing was told. */
function laidOut(blocks: readonly Block[], frames: number): Int16Array {
  const output = new Int16Array(frames);
  for (const { firstFrame, samples } of blocks) output.set(samples, firstFrame);
  return output;
}

describe("PlayedTap", () => {
  it("says nothing while nothing sounds", () => {
    const scene = tap();
    for (let i = 0; i < 1_000; i += 1) scene.tap.hear(new Float32Array(quantum), i * quantum, 0);
    scene.tap.end();
    expect(scene.blocks).toEqual([]);
  });

  it("tells a long sound in blocks of at most 200 ms that follow each other", () => {
    const scene = tap();
    const sound = sine(440, 24_000, 1, 0.5);
    for (let at = 0; at + quantum <= sound.length; at += quantum)
      scene.tap.hear(sound.subarray(at, at + quantum), 7_680 + at, quantum);
    scene.tap.end();
    let next = 7_680;
    for (const { firstFrame, samples } of scene.blocks) {
      expect(firstFrame).toBe(next);
      expect(samples.length).toBeLessThanOrEqual(4_800);
      next += samples.length;
    }
    expect(next).toBe(7_680 + Math.floor(sound.length / quantum) * quantum);
  });

  it("ends a block as soon as the sound stops, within the quantum", () => {
    const scene = tap();
    const half = new Float32Array(quantum).fill(0.5, 0, 50);
    scene.tap.hear(half, 256, 50);
    expect(scene.blocks.map(({ firstFrame, samples }) => [firstFrame, samples.length])).toEqual([[256, 50]]);
  });

  it("ends a block when a quantum is silent, and when frames are missing", () => {
    const scene = tap();
    const full = new Float32Array(quantum).fill(0.25);
    scene.tap.hear(full, 0, quantum);
    scene.tap.hear(new Float32Array(quantum), 128, 0);
    scene.tap.hear(full, 256, quantum);
    scene.tap.hear(full, 512, quantum);
    scene.tap.end();
    expect(scene.blocks.map(({ firstFrame }) => firstFrame)).toEqual([0, 256, 512]);
  });

  it("allocates nothing between blocks: the quantum stays the caller's, the block is new", () => {
    const scene = tap();
    const one = new Float32Array(quantum).fill(0.5);
    for (let i = 0; i < 40; i += 1) scene.tap.hear(one, i * quantum, quantum);
    one.fill(0);
    const [first, second] = scene.blocks;
    expect(first?.samples.every((sample) => sample === sampleToS16(0.5))).toBe(true);
    expect(second?.samples.buffer).not.toBe(first?.samples.buffer);
  });

  it.each([44_100, 48_000, 96_000])(
    "tells a tone in a context of %i Hz at its place, at 24 kHz",
    (rateHz) => {
      const scene = tap(rateHz);
      const sound = sine(440, rateHz, 0.5, 0.5);
      const quanta = Math.floor(sound.length / quantum);
      const from = 375 * quantum;
      for (let i = 0; i < quanta; i += 1)
        scene.tap.hear(sound.subarray(i * quantum, (i + 1) * quantum), from + i * quantum, quantum);
      scene.tap.end();
      const firstFrame = Math.round((from * 24_000) / rateHz);
      expect(scene.blocks[0]?.firstFrame).toBe(firstFrame);
      const output = laidOut(scene.blocks, 60_000).subarray(firstFrame);
      const expected = sine(440, 24_000, 0.5, 0.5);
      const frames = Math.floor((quanta * quantum * 24_000) / rateHz);
      for (let i = 500; i < frames - 500; i += 1)
        expect(Math.abs((output[i] ?? 0) / 32_768 - (expected[i] ?? 0))).toBeLessThan(0.003);
      const told = scene.blocks.reduce((sum, { samples }) => sum + samples.length, 0);
      expect(Math.abs(told - frames)).toBeLessThanOrEqual(1);
      expect(output.subarray(frames + 1).every((sample) => sample === 0)).toBe(true);
    },
  );

  it("tells exactly what leaves the jitter buffer, with its fades, cuts and underruns, whatever happens", () => {
    const happening = fc.oneof(
      { weight: 6, arbitrary: fc.record({ type: fc.constant("render" as const), quanta: fc.nat(60) }) },
      { weight: 4, arbitrary: fc.record({ type: fc.constant("write" as const), frames: fc.nat(4_000) }) },
      fc.constant({ type: "finish" as const }),
      fc.constant({ type: "flush" as const }),
      fc.record({ type: fc.constant("duck" as const), ducked: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const scene = tap();
        const ignore = () => {};
        const buffer = new JitterBuffer(24_000, { onStarted: ignore, onDrained: ignore, onFlushed: ignore });
        const random = randomFrom(happenings.length);
        const left: number[] = [];
        let segment = 1;
        for (const event of happenings) {
          if (event.type === "write") {
            const samples = new Int16Array(event.frames).map(() => Math.round(random() * 30_000 - 15_000));
            buffer.write(samples, 24_000, segment, left.length / 24);
          } else if (event.type === "render") {
            for (let i = 0; i < event.quanta; i += 1) {
              const output = new Float32Array(quantum);
              const sounding = buffer.render(output);
              expect(output.subarray(sounding).every((sample) => sample === 0)).toBe(true);
              scene.tap.hear(output, left.length, sounding);
              left.push(...output);
            }
          } else if (event.type === "duck") buffer.duck(event.ducked);
          else {
            if (event.type === "finish") buffer.finish(segment);
            else buffer.flush();
            segment += 1;
          }
        }
        scene.tap.end();
        const told = laidOut(scene.blocks, left.length);
        expect(told.findIndex((sample, i) => sample !== sampleToS16(left[i] ?? 0))).toBe(-1);
        const toldFrames = scene.blocks.reduce((sum, { samples }) => sum + samples.length, 0);
        expect(toldFrames).toBeLessThanOrEqual(left.length);
      }),
      { numRuns: 40 },
    );
  });
});
