import { describe, expect, it } from "vitest";
import { type CaptureChunk, captureProcessor, chunkFrames } from "../../web/core/audio/capture-messages.ts";
import captureUrl from "../../web/worklets/capture.worklet.ts?worker&url";

const seconds = 1;

/** Runs a second of the given sound through the real capture worklet. */
async function capture(
  rateHz: number,
  sample: ((frame: number) => number) | undefined,
): Promise<CaptureChunk[]> {
  const context = new OfflineAudioContext(1, rateHz * seconds, rateHz);
  await context.audioWorklet.addModule(captureUrl);
  const node = new AudioWorkletNode(context, captureProcessor, { outputChannelCount: [1] });
  const chunks: CaptureChunk[] = [];
  node.port.onmessage = ({ data }: MessageEvent<CaptureChunk>) => chunks.push(data);
  if (sample !== undefined) play(context, sample).connect(node);
  node.connect(context.destination);
  const output = await context.startRendering();
  expect(output.getChannelData(0).every((value) => value === 0)).toBe(true);
  await expect.poll(() => chunks.length).toBeGreaterThanOrEqual(49);
  // A quantum that begins at the very end of the sound ends in silence.
  return chunks.slice(0, 48);
}

/** Renders as a device does that asks for so many frames at once, every few milliseconds, whatever a quantum is. */
async function captureInBursts(burstFrames: number, bursts: number): Promise<CaptureChunk[]> {
  const rateHz = 48_000;
  const context = new OfflineAudioContext(1, burstFrames * bursts, rateHz);
  await context.audioWorklet.addModule(captureUrl);
  const node = new AudioWorkletNode(context, captureProcessor, { outputChannelCount: [1] });
  const chunks: CaptureChunk[] = [];
  node.port.onmessage = ({ data }: MessageEvent<CaptureChunk>) => chunks.push(data);
  play(context, sine(1_000, rateHz, 0.5))
    .connect(node)
    .connect(context.destination);
  for (let burst = 1; burst < bursts; burst += 1) {
    const resume = () => new Promise((resolve) => setTimeout(resolve, 4)).then(() => context.resume());
    // Rounds up to whole quanta, as devices are served.
    context.suspend((burst * burstFrames) / rateHz).then(resume);
  }
  await context.startRendering();
  await expect.poll(() => chunks.length).toBeGreaterThanOrEqual((bursts * burstFrames) / rateHz / 0.02 - 3);
  return chunks;
}

function play(context: OfflineAudioContext, sample: (frame: number) => number): AudioBufferSourceNode {
  const buffer = context.createBuffer(1, context.length, context.sampleRate);
  buffer.copyToChannel(
    new Float32Array(context.length).map((_, i) => sample(i)),
    0,
  );
  const source = new AudioBufferSourceNode(context, { buffer });
  source.start();
  return source;
}

function sine(hz: number, rateHz: number, amplitude: number): (frame: number) => number {
  return (frame) => amplitude * Math.sin((2 * Math.PI * hz * frame) / rateHz);
}

function samplesOf(chunks: readonly CaptureChunk[]): number[] {
  return chunks.flatMap((chunk) => [...new Int16Array(chunk.pcm)]);
}

/** Every chunk begins where the one before ended. */
function expectUnbroken(chunks: readonly CaptureChunk[]): void {
  let next = 0;
  for (const { firstFrame, pcm } of chunks) {
    expect(firstFrame).toBe(next);
    next += pcm.byteLength / 2;
  }
}

describe("the capture worklet", () => {
  it.each([44_100, 48_000, 16_000])(
    "turns %i Hz into chunks of 20 ms at 16 kHz, frame for frame",
    async (rateHz) => {
      const chunks = await capture(rateHz, sine(1_000, rateHz, 0.5));
      expect(chunks.map(({ firstFrame }) => firstFrame)).toEqual(chunks.map((_, i) => i * chunkFrames));
      const expected = sine(1_000, 16_000, 0.5);
      const samples = samplesOf(chunks);
      for (let i = 100; i < samples.length; i += 1) {
        expect(Math.abs((samples[i] ?? 0) / 32_767 - expected(i))).toBeLessThan(0.001);
      }
      for (const { level } of chunks.slice(1)) expect(level).toBeCloseTo(0.5 * Math.SQRT1_2, 2);
    },
  );

  it("clamps what is too loud instead of wrapping it", async () => {
    const samples = samplesOf(await capture(48_000, sine(200, 48_000, 3)));
    expect(Math.max(...samples)).toBe(32_767);
    expect(Math.min(...samples)).toBe(-32_768);
    const steps = samples.slice(1).map((sample, i) => Math.abs(sample - (samples[i] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(20_000);
  });

  it("keeps its time when no sound is connected", async () => {
    const chunks = await capture(48_000, undefined);
    expect(samplesOf(chunks).every((sample) => sample === 0)).toBe(true);
    expect(chunks.every(({ level, voice }) => level === 0 && !voice)).toBe(true);
  });

  it("gives the beginning of a sound out at once, ahead of the rest of its chunk", async () => {
    // Begins 3 ms into the second of two chunks of quiet and sound.
    const beginsFrame = 48 * (500 + 3);
    const chunks = await capture(48_000, (frame) =>
      frame < beginsFrame ? 0 : sine(1_000, 48_000, 0.5)(frame),
    );
    const split = chunks.findIndex(({ pcm }) => pcm.byteLength / 2 < chunkFrames);
    expect(chunks[split]?.firstFrame).toBe(16 * 500);
    expect(samplesOf(chunks.slice(split, split + 1)).some((sample) => sample > 10_000)).toBe(true);
    expect(samplesOf(chunks.slice(split, split + 2))).toHaveLength(chunkFrames);
    expect(chunks.filter(({ pcm }) => pcm.byteLength / 2 !== chunkFrames)).toHaveLength(2);
    expectUnbroken(chunks);
  });

  it("makes one chunk longer once it knows where bursts end, and goes on frame for frame", async () => {
    const chunks = await captureInBursts(480, 220);
    const lengths = chunks.map(({ pcm }) => pcm.byteLength / 2);
    const longer = lengths.filter((frames) => frames !== chunkFrames);
    expect(longer.length).toBe(1);
    expect(longer[0]).toBeGreaterThan(chunkFrames);
    expect(longer[0]).toBeLessThan(2 * chunkFrames);
    expectUnbroken(chunks);
    const expected = sine(1_000, 16_000, 0.5);
    const samples = samplesOf(chunks);
    for (let i = 100; i < samples.length - 100; i += 1)
      expect(Math.abs((samples[i] ?? 0) / 32_767 - expected(i))).toBeLessThan(0.001);
  });
});
