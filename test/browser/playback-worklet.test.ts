import { afterEach, describe, expect, it } from "vitest";
import {
  type PlaybackCommand,
  type PlaybackEvent,
  playbackProcessor,
  playbackRateHz,
} from "../../web/core/audio/playback-messages.ts";
import playbackUrl from "../../web/worklets/playback.worklet.ts?worker&url";
import recorderUrl from "./recorder.worklet.ts?worker&url";

const fadeFrames = 120;
const recorderProcessor = "test-recorder";

/** The real playback worklet in a running context, what it says, and every frame that leaves it. */
class Stage {
  readonly events: PlaybackEvent[] = [];
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;
  readonly #quanta: Float32Array[] = [];

  constructor(context: AudioContext) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, playbackProcessor, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    const recorder = new AudioWorkletNode(context, recorderProcessor);
    this.#node.port.onmessage = ({ data }: MessageEvent<PlaybackEvent>) => this.events.push(data);
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#quanta.push(data);
    this.#node.connect(recorder).connect(context.destination);
  }

  /** What was heard so far, from the first sound on. */
  get heard(): Float32Array {
    const all = Float32Array.from(this.#quanta.flatMap((quantum) => [...quantum]));
    const from = all.findIndex((sample) => sample !== 0);
    return from < 0 ? new Float32Array(0) : all.subarray(from);
  }

  /** What it said, but for the reports and the sound. */
  get told(): PlaybackEvent[] {
    return this.events.filter(({ type }) => type !== "report" && type !== "played");
  }

  /** The sound that it said it played, one after the other. */
  get played(): Int16Array {
    const blocks = this.events.filter((event) => event.type === "played");
    return Int16Array.from(blocks.flatMap(({ pcm }) => [...new Int16Array(pcm)]));
  }

  get reports() {
    return this.events.filter((event) => event.type === "report");
  }

  send(...commands: PlaybackCommand[]): void {
    for (const command of commands) this.#node.port.postMessage(command);
  }

  write(samples: Int16Array, segment = 1): void {
    const arrivedMs = performance.now();
    this.send({ type: "write", samples, sampleRateHz: playbackRateHz, segment, arrivedMs });
  }

  /** Waits until so much more has left the worklet, in ms. */
  async listen(durationMs: number): Promise<void> {
    const until = this.#quanta.length + (durationMs * playbackRateHz) / 1_000 / 128;
    await expect.poll(() => this.#quanta.length, { timeout: 5_000 }).toBeGreaterThan(until);
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

let stage: Stage | undefined;

async function open(): Promise<Stage> {
  const context = new AudioContext({ sampleRate: playbackRateHz });
  await Promise.all([
    context.audioWorklet.addModule(playbackUrl),
    context.audioWorklet.addModule(recorderUrl),
  ]);
  stage = new Stage(context);
  return stage;
}

afterEach(() => stage?.close());

function ramp(frames: number): Int16Array {
  return new Int16Array(frames).map((_, i) => 2_000 + i);
}

function level(seconds: number): Int16Array {
  return new Int16Array(seconds * playbackRateHz).fill(16_384);
}

function largestStep(samples: Float32Array): number {
  return samples.reduce(
    (largest, sample, i) => Math.max(largest, Math.abs(sample - (samples[i - 1] ?? 0))),
    0,
  );
}

describe("the playback worklet", () => {
  it("plays exactly the samples that it got, between its fades, and says so", async () => {
    const scene = await open();
    const samples = ramp(12_000);
    for (const [from, to] of [
      [0, 1],
      [1, 700],
      [700, 5_001],
      [5_001, 12_000],
    ] as const) {
      scene.write(samples.slice(from, to));
    }
    scene.send({ type: "finish", segment: 1 });
    await expect
      .poll(() => scene.told)
      .toEqual([
        { type: "started", segment: 1 },
        { type: "drained", segment: 1, playedFrames: 12_000 },
      ]);
    await scene.listen(50);
    const { heard } = scene;
    for (let i = fadeFrames; i < samples.length - fadeFrames; i += 1) {
      if (heard[i] !== (samples[i] ?? 0) / 32_768) expect.fail(`frame ${i} is not the one written`);
    }
    expect(heard.subarray(samples.length).every((sample) => sample === 0)).toBe(true);
  });

  it("is silent within the fade after a flush, without a click, and stays so", async () => {
    const scene = await open();
    scene.write(level(10));
    await expect.poll(() => scene.reports.at(-1)?.playedFrames ?? 0).toBeGreaterThan(2_400);
    scene.send({ type: "flush" });
    scene.write(level(1));
    await expect.poll(() => scene.told.length).toBe(2);
    await scene.listen(100);
    const { heard } = scene;
    const fadeFrom = heard.findIndex((sample, i) => i > fadeFrames && sample < 0.5);
    expect(fadeFrom).toBeGreaterThan(2_400);
    expect(heard.length).toBeGreaterThan(fadeFrom + fadeFrames + 2_000);
    expect(heard.subarray(fadeFrom + fadeFrames).every((sample) => sample === 0)).toBe(true);
    expect(largestStep(heard)).toBeLessThan(0.01);
    const [, flushed] = scene.told;
    expect(flushed).toEqual({ type: "flushed", segment: 1, playedFrames: expect.any(Number) });
    if (flushed?.type === "flushed")
      expect(Math.abs(flushed.playedFrames - fadeFrom - fadeFrames)).toBeLessThan(3);
  });

  it("tells exactly what left it, the fades and the cut included", async () => {
    const scene = await open();
    await scene.listen(100);
    scene.write(level(10));
    await expect.poll(() => scene.heard.at(-1)).toBe(0.5);
    scene.send({ type: "duck", ducked: true });
    await expect.poll(() => scene.heard.at(-1)).toBeCloseTo(0.1, 5);
    scene.send({ type: "flush" });
    await expect.poll(() => scene.told.length).toBe(2);
    await scene.listen(50);
    const { heard, played } = scene;
    // The first frame of a fade is silent.
    const from = played.findIndex((sample) => sample !== 0);
    const sound = played.slice(from);
    expect(sound.length).toBeGreaterThan(2_400);
    const off = sound.findIndex((sample, i) => Math.abs(sample - (heard[i] ?? 0) * 32_767) > 1);
    expect(off).toBe(-1);
    expect(heard.subarray(sound.length).every((sample) => sample === 0)).toBe(true);
  });

  it("hands over what it has played when it is closed, and says so last", async () => {
    const scene = await open();
    scene.write(level(10));
    await expect.poll(() => scene.reports.at(-1)?.playedFrames ?? 0).toBeGreaterThan(2_400);
    scene.send({ type: "close" });
    await expect.poll(() => scene.told.at(-1)).toEqual({ type: "closed" });
    const said = scene.events.length;
    expect(scene.played.length).toBeGreaterThanOrEqual(scene.reports.at(-1)?.playedFrames ?? 0);
    scene.write(level(1), 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(scene.events.length).toBe(said);
    const soundingFrames = scene.heard.findLastIndex((sample) => sample !== 0) + 1;
    expect(soundingFrames).toBeLessThanOrEqual(scene.played.length);
  });

  it("lowers the voice while ducked, and restores it", async () => {
    const scene = await open();
    scene.write(level(10));
    await expect.poll(() => scene.heard.at(-1)).toBe(0.5);
    scene.send({ type: "duck", ducked: true });
    await expect.poll(() => scene.heard.at(-1)).toBeCloseTo(0.1, 5);
    scene.send({ type: "duck", ducked: false });
    await expect.poll(() => scene.heard.at(-1)).toBe(0.5);
    expect(largestStep(scene.heard)).toBeLessThan(0.01);
  });

  it("reports about 15 times a second while it plays, and once more, with no level, when it stops", async () => {
    const scene = await open();
    scene.write(level(0.5));
    scene.send({ type: "finish", segment: 1 });
    await expect.poll(() => scene.reports.at(-1)?.level).toBe(0);
    await scene.listen(100);
    expect(scene.reports.length).toBeGreaterThanOrEqual(7);
    expect(scene.reports.length).toBeLessThanOrEqual(10);
    expect(scene.reports.at(5)).toMatchObject({ segment: 1, underruns: 0, sampleRateHz: playbackRateHz });
    expect(scene.reports.at(5)?.level).toBeCloseTo(0.5, 2);
    expect(scene.reports.at(-1)).toMatchObject({ playedFrames: 12_000, bufferedFrames: 0 });
  });

  it("is silent and says nothing while it has nothing", async () => {
    const scene = await open();
    await scene.listen(200);
    expect(scene.heard.length).toBe(0);
    expect(scene.events).toEqual([]);
  });
});
