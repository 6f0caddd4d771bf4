import { describe, expect, it } from "vitest";
import { type CaptureChunk, chunkFrames } from "../../../web/core/audio/capture-messages.ts";
import { FileMicrophone } from "../../../web/core/call/file-microphone.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

/** A ramp, so that each sample tells its place. */
const ramp = (frames: number) => Float32Array.from({ length: frames }, (_, i) => (i + 1) / 32_767);

async function listen(samples: Float32Array) {
  const clock = new ManualClock(1_000);
  const shares: number[] = [];
  const microphone = new FileMicrophone(clock, samples, (share) => shares.push(share));
  const chunks: CaptureChunk[] = [];
  const stream = await microphone.open(
    { onChunk: (chunk) => chunks.push(chunk), onLost: () => undefined },
    new AbortController().signal,
  );
  const sound = () => chunks.flatMap(({ pcm, voice }) => (voice ? [...new Int16Array(pcm)] : []));
  return { clock, microphone, stream, chunks, shares, sound };
}

describe("FileMicrophone", () => {
  it("gives 20 ms of silence every 20 ms before the file is played", async () => {
    const { clock, chunks } = await listen(ramp(1_000));
    clock.advance(19);
    expect(chunks).toHaveLength(0);
    clock.advance(41);
    expect(chunks.map(({ firstFrame, voice, level }) => [firstFrame, voice, level])).toEqual([
      [0, false, 0],
      [320, false, 0],
      [640, false, 0],
    ]);
  });

  it("gives the file sample by sample, marked as voice from its first chunk to its last, then silence", async () => {
    const { clock, microphone, chunks, shares, sound } = await listen(ramp(1_000));
    clock.advance(40);
    microphone.play();
    clock.advance(140);
    expect(chunks.map(({ voice }) => voice)).toEqual([
      ...[false, false, true, true, true, true],
      ...[false, false, false],
    ]);
    expect(sound()).toEqual([...Array.from({ length: 1_000 }, (_, i) => i + 1), ...new Array(280).fill(0)]);
    expect(chunks.at(-1)?.firstFrame).toBe(8 * chunkFrames);
    expect(chunks[4]?.level).toBeGreaterThan(0);
    expect(shares).toEqual([0.32, 0.64, 0.96, 1]);
  });

  it("begins again from the first sample", async () => {
    const { clock, microphone, sound } = await listen(ramp(640));
    microphone.play();
    clock.advance(20);
    microphone.stop();
    clock.advance(40);
    microphone.play();
    clock.advance(60);
    expect(sound()).toEqual([...[...ramp(320), ...ramp(640)].map((sample) => Math.round(sample * 32_767))]);
  });

  it("makes up for time in which it was not woken, so that its frames keep pace with the clock", async () => {
    const late = new ManualClock(0);
    const chunks: CaptureChunk[] = [];
    let wake: () => void = () => undefined;
    const clock = {
      now: () => late.now(),
      setTimer: (_delayMs: number, callback: () => void) => {
        wake = callback;
        return () => undefined;
      },
    };
    const microphone = new FileMicrophone(clock, ramp(16_000), () => undefined);
    await microphone.open(
      { onChunk: (chunk) => chunks.push(chunk), onLost: () => undefined },
      new AbortController().signal,
    );
    microphone.play();
    late.advance(1_000);
    wake();
    expect(chunks).toHaveLength(50);
    late.advance(20);
    wake();
    expect(chunks.at(-1)?.firstFrame).toBe(50 * chunkFrames);
  });

  it("is silent while muted, and the file goes on", async () => {
    const { clock, microphone, stream, sound, chunks } = await listen(ramp(960));
    microphone.play();
    stream.setMuted(true);
    clock.advance(20);
    expect(chunks[0]?.level).toBeGreaterThan(0);
    stream.setMuted(false);
    clock.advance(20);
    expect(sound().slice(0, 321)).toEqual([...new Array(320).fill(0), 321]);
  });

  it("ends at once when closed, also from within a chunk, and leaves no timer", async () => {
    const { clock, stream, chunks } = await listen(ramp(1_000));
    clock.advance(20);
    stream.close();
    stream.close();
    clock.advance(1_000);
    expect(chunks).toHaveLength(1);
    expect(stream.level()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("does not open when it is no longer wanted, and has no devices", async () => {
    const { microphone } = await listen(ramp(1));
    const options = { onChunk: () => undefined, onLost: () => undefined };
    await expect(microphone.open(options, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(await microphone.list()).toEqual([]);
    microphone.onListChange()();
  });
});
