import { FFmpeg } from "@ffmpeg/ffmpeg";
import { describe, expect, it } from "vitest";
import { commands } from "vitest/browser";
import { browserClock } from "../../web/adapters/browser-clock.ts";
import { decodeAudio } from "../../web/adapters/decode-audio.ts";
import { encoderAssets } from "../../web/adapters/encoder-assets.ts";
import { EncoderCache } from "../../web/adapters/encoder-cache.ts";
import { FfmpegEncoder, type FfmpegEncoderOptions } from "../../web/adapters/ffmpeg-encoder.ts";
import type { MixInput } from "../../web/core/ports.ts";
import { never, shortCall, tone } from "../contract/encoder.ts";
import { FakeEncoderFiles } from "../fakes/fake-encoder.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

const files = new EncoderCache({ clock: browserClock });
const open = (options: Partial<FfmpegEncoderOptions> = {}) =>
  new FfmpegEncoder({ clock: browserClock, files, ...options });
const encode = (sound: MixInput, encoder = open()) => encoder.encode(sound, () => {}, never);

/** A sweep of 300 ms, unlike itself at any other moment. PCM s16le at half of full level. */
function sweepAt(seconds: number, durationMs: number, rateHz: number, fromHz: number, toHz: number) {
  const track = new Int16Array((durationMs * rateHz) / 1_000);
  const length = 0.3;
  for (let i = 0; i < length * rateHz; i += 1) {
    const t = i / rateHz;
    const phase = 2 * Math.PI * (fromHz * t + ((toHz - fromHz) * t * t) / (2 * length));
    track[Math.round(seconds * rateHz) + i] = 16_384 * Math.sin(phase);
  }
  return track;
}

const rateHz = 24_000;

/** Where in a sound a sweep begins, in seconds, searched 10 ms around the wanted place; and how loud it is there. */
function findSweep(sound: Float32Array, aroundSeconds: number, fromHz: number, toHz: number) {
  const wanted = sweepAt(0, 300, rateHz, fromHz, toHz);
  const around = Math.round(aroundSeconds * rateHz);
  const found = Array.from({ length: 481 }, (_, i) => around - 240 + i).map((from) => ({
    seconds: from / rateHz,
    level: (product(sound, from, wanted) / product(wanted, 0, wanted)) * 32_768,
  }));
  return found.reduce((best, next) => (next.level > best.level ? next : best));
}

function product(sound: Float32Array | Int16Array, from: number, wanted: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < wanted.length; i += 1) sum += (sound[from + i] ?? 0) * (wanted[i] ?? 0);
  return sum;
}

/** The person at 0.5 s, the agent at 1.2 s; one track ends where its sound does. */
function sweeps(channels: 1 | 2): MixInput {
  return {
    ...shortCall(),
    user: new Blob([sweepAt(0.5, 800, 16_000, 300, 3_000)]),
    agent: new Blob([sweepAt(1.2, 2_000, 24_000, 3_500, 400)]),
    durationMs: 2_000,
    channels,
  };
}

/** What a foreign tool reads of a file: the ffprobe of ffmpeg's own build. */
async function probe(mp3: ArrayBuffer): Promise<unknown> {
  const ffmpeg = new FFmpeg();
  try {
    await ffmpeg.load({ coreURL: encoderAssets.coreUrl, wasmURL: encoderAssets.wasmUrl });
    await ffmpeg.writeFile("call.mp3", new Uint8Array(mp3.slice()));
    const show = ["-show_format", "-show_streams", "-of", "json", "call.mp3", "-o", "out.json"];
    await ffmpeg.ffprobe(["-v", "error", ...show]);
    return JSON.parse(String(await ffmpeg.readFile("out.json", "utf8")));
  } finally {
    ffmpeg.terminate();
  }
}

/** Silence on both sides, quickly made. */
function quietCall(durationMs: number): MixInput {
  const bytes = (ratePerMs: number) => new Uint8Array(2 * ratePerMs * durationMs);
  return { ...shortCall(), user: new Blob([bytes(16)]), agent: new Blob([bytes(24)]), durationMs };
}

/** Both at once, at full level: their sum would be twice that. */
function shouted(): MixInput {
  const loud = (rateHz: number) => tone(rateHz, 1_000, 300).map((sample) => sample * 3.9);
  return { ...shortCall(), user: new Blob([loud(16_000)]), agent: new Blob([loud(24_000)]), loudest: 2 };
}

describe("FfmpegEncoder", () => {
  it("limits what both voices would be too loud for", async () => {
    const sound = await decodeAudio(await encode(shouted()), rateHz);
    const middle = sound.subarray(rateHz / 4, rateHz / 2);
    expect(Math.max(...middle)).toBeLessThan(1);
    expect(Math.max(...middle)).toBeGreaterThan(0.8);
  });

  it("mixes both voices at full volume, each where it was, over the whole length", async () => {
    const sound = await decodeAudio(await encode(sweeps(1)), rateHz);
    expect(sound.length / rateHz).toBeCloseTo(2, 1);
    for (const [seconds, fromHz, toHz] of [
      [0.5, 300, 3_000],
      [1.2, 3_500, 400],
    ] as const) {
      const found = findSweep(sound, seconds, fromHz, toHz);
      expect(Math.abs(found.seconds - seconds)).toBeLessThan(0.001);
      // LAME takes 5 % off, so that what it rounds does not clip.
      expect(found.level).toBeGreaterThan(0.9);
      expect(found.level).toBeLessThan(1);
    }
  });

  it("puts the person left and the agent right, from mounted tracks too", async () => {
    const mp3 = await encode(sweeps(2), open({ mountAboveBytes: 0 }));
    const context = new OfflineAudioContext({ numberOfChannels: 1, length: 1, sampleRate: rateHz });
    const sound = await context.decodeAudioData(mp3);
    const [left, right] = [sound.getChannelData(0), sound.getChannelData(1)];
    const user = findSweep(left, 0.5, 300, 3_000);
    const agent = findSweep(right, 1.2, 3_500, 400);
    expect(Math.abs(user.seconds - 0.5)).toBeLessThan(0.001);
    expect(Math.abs(agent.seconds - 1.2)).toBeLessThan(0.001);
    expect(Math.min(user.level, agent.level)).toBeGreaterThan(0.9);
    expect(findSweep(right, 0.5, 300, 3_000).level).toBeLessThan(0.02);
    expect(findSweep(left, 1.2, 3_500, 400).level).toBeLessThan(0.02);
  });

  it("makes silence of a voice that was never heard", async () => {
    const sound = await decodeAudio(await encode({ ...sweeps(1), agent: new Blob() }), rateHz);
    expect(sound.length / rateHz).toBeCloseTo(2, 1);
    expect(findSweep(sound, 0.5, 300, 3_000).level).toBeGreaterThan(0.9);
  });

  it("writes the tags as they are, whatever they say", async () => {
    const title = `Ein "Gespräch", 'so'; [a]=b,c:d \\ %{pts} ${"\u{1f600}"} -i /etc/passwd`;
    const artist = "Nova\u0000\n-y \ud800";
    const mp3 = await encode({ ...shortCall(), tags: { title, artist, date: "2026-11-21" } });
    expect(await probe(mp3)).toMatchObject({
      format: {
        format_name: "mp3",
        tags: { title, artist: "Nova -y \ufffd", date: expect.stringContaining("2026") },
      },
      streams: [{ codec_name: "mp3", sample_rate: "24000", channels: 1 }],
    });
  });

  it("ends its worker when it is done, and when it is stopped in the middle", async () => {
    let most = 0;
    await open().encode(
      shortCall(),
      () => void commands.countWorkers().then((n) => (most = Math.max(most, n))),
      never,
    );
    await expect.poll(commands.countWorkers).toBe(0);
    expect(most).toBe(1);
    const stop = new AbortController();
    const long = quietCall(15 * 60_000);
    const making = open().encode(
      long,
      ({ step, share }) => {
        if (step === "encoding" && share > 0) stop.abort();
      },
      stop.signal,
    );
    await expect(making).rejects.toMatchObject({ name: "AbortError" });
    // Chromium gives a busy worker 2 s to end by itself; this one had work for longer.
    await expect.poll(commands.countWorkers, { timeout: 10_000 }).toBe(0);
  });

  it("says so when its code cannot be had", async () => {
    const urls = { ...encoderAssets, coreUrl: "/no-such-core.js" };
    const wasm = { ...encoderAssets, wasmUrl: "/no-such-core.wasm" };
    for (const encoder of [open({ urls }), open({ urls: wasm })])
      await expect(encode(shortCall(), encoder)).rejects.toMatchObject({
        kind: "recording",
        reason: "encoder-load",
        cause: expect.any(Error),
      });
  });

  it("does not wait for ever for a worker that says nothing", async () => {
    const clock = new ManualClock();
    const making = open({ clock, files: new FakeEncoderFiles() }).encode(shortCall(), () => {}, never);
    await expect.poll(() => clock.pendingTimers).toBe(1);
    clock.advance(60_000);
    await expect(making).rejects.toMatchObject({ reason: "encoder-load" });
    // What is compiled is kept for a minute.
    clock.advance(60_000);
    expect(clock.pendingTimers).toBe(0);
    await expect.poll(commands.countWorkers).toBe(0);
  });

  it("gives up on a track that cannot be read, with ffmpeg's words", async () => {
    const short = { ...shortCall(), user: new Blob(), agent: new Blob(), durationMs: Number.NaN };
    const error = await encode(short).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ reason: "encode", cause: { message: expect.stringContaining("ffmpeg") } });
  });
});
