import { describe, expect, it } from "vitest";
import type { SoundPart } from "../../../web/core/recording/sound-part.ts";
import { wavHeader, wavParts } from "../../../web/core/recording/wav.ts";
import { sine } from "../audio/signals.ts";
import { streamed } from "./true-call.ts";

interface Wav {
  readonly bytes: DataView;
  /** One channel after the other. */
  readonly channels: readonly Int16Array[];
  readonly parts: number;
}

async function wav(
  user: readonly SoundPart[],
  agent: readonly SoundPart[],
  durationMs: number,
  channels: 1 | 2,
): Promise<Wav> {
  const parts: Uint8Array[] = [];
  for await (const part of wavParts(streamed(user), streamed(agent), durationMs, channels))
    parts.push(new Uint8Array(part));
  const whole = Uint8Array.from(Buffer.concat(parts));
  const all = new Int16Array(whole.slice(44).buffer);
  return {
    bytes: new DataView(whole.buffer),
    channels: Array.from({ length: channels }, (_, channel) =>
      all.filter((_, i) => i % channels === channel),
    ),
    parts: parts.length,
  };
}

function tone(rateHz: number, seconds: number, amplitude = 0.25): SoundPart {
  const samples = Int16Array.from(sine(500, rateHz, seconds, amplitude), (sample) =>
    Math.round(sample * 32_767),
  );
  return { type: "sound", samples };
}

function text(bytes: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(bytes.buffer, at, length));
}

describe("a WAV of a call", () => {
  it.each([1, 2] as const)("says what it is and how long, with %i channels", async (channels) => {
    const { bytes } = await wav([tone(16_000, 1)], [tone(24_000, 1.25)], 1_250, channels);
    const dataBytes = 30_000 * 2 * channels;
    expect(bytes.byteLength).toBe(44 + dataBytes);
    expect([text(bytes, 0, 4), text(bytes, 8, 8), text(bytes, 36, 4)]).toEqual(["RIFF", "WAVEfmt ", "data"]);
    expect(bytes.getUint32(4, true)).toBe(36 + dataBytes);
    expect(bytes.getUint32(16, true)).toBe(16);
    expect(bytes.getUint16(20, true)).toBe(1);
    expect(bytes.getUint16(22, true)).toBe(channels);
    expect(bytes.getUint32(24, true)).toBe(24_000);
    expect(bytes.getUint32(28, true)).toBe(48_000 * channels);
    expect(bytes.getUint16(32, true)).toBe(2 * channels);
    expect(bytes.getUint16(34, true)).toBe(16);
    expect(bytes.getUint32(40, true)).toBe(dataBytes);
  });

  it("has the person left, at the agent's rate and in step, and the agent right, untouched", async () => {
    const agent = tone(24_000, 1, 0.5);
    const { channels } = await wav([tone(16_000, 1)], [agent], 1_000, 2);
    const [left, right] = channels;
    const expected = tone(24_000, 1);
    if (agent.type !== "sound" || expected.type !== "sound") throw new Error("sound");
    // Up to the end, where the tone is cut off and rings a little.
    const end = left?.subarray(-20).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
    expect(end).toBeGreaterThan(500);
    let [worstLeft, worstRight] = [0, 0];
    for (let i = 200; i < 23_900; i += 1) {
      worstLeft = Math.max(worstLeft, Math.abs((left?.[i] ?? 0) - (expected.samples[i] ?? 0)));
      worstRight = Math.max(worstRight, Math.abs((right?.[i] ?? 0) - (agent.samples[i] ?? 0)));
    }
    expect(worstLeft).toBeLessThan(40);
    expect(worstRight).toBeLessThanOrEqual(1);
  });

  it("adds both up in mono, and stays at full scale instead of wrapping", async () => {
    const loud = (frames: number): SoundPart => ({
      type: "sound",
      samples: new Int16Array(frames).fill(25_000),
    });
    const quiet = (frames: number): SoundPart => ({
      type: "sound",
      samples: new Int16Array(frames).fill(5_000),
    });
    const parts = (rateHz: number) => [quiet(rateHz), loud(rateHz)];
    const { channels } = await wav(parts(16_000), parts(24_000), 2_000, 1);
    expect(Math.abs((channels[0]?.[12_000] ?? 0) - 10_000)).toBeLessThan(5);
    expect(channels[0]?.[36_000]).toBe(32_767);
  });

  it("goes on in silence where a track is over, and cuts nothing of the longer one", async () => {
    const agent: SoundPart[] = [{ type: "silence", frames: 24_000 }, tone(24_000, 1, 0.5)];
    const { channels } = await wav([tone(16_000, 0.5)], agent, 2_000, 2);
    expect(channels[0]?.length).toBe(48_000);
    expect(channels[0]?.subarray(12_100).every((sample) => sample === 0)).toBe(true);
    expect(channels[1]?.subarray(0, 24_000).every((sample) => sample === 0)).toBe(true);
    expect(Math.max(...(channels[1]?.subarray(47_000) ?? []))).toBeGreaterThan(16_000);
  });

  it("comes in small parts, however long it is, and reads no further ahead than it must", async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<SoundPart> {
      for (; ; read += 1) yield { type: "silence", frames: 16_000 };
    }
    const parts = wavParts(endless(), streamed([]), 3_600_000, 1);
    for (let i = 0; i < 5; i += 1) {
      const { value } = await parts.next();
      expect(value?.byteLength).toBeLessThanOrEqual(24_000);
    }
    await parts.return();
    expect(read).toBeLessThan(5);
  });

  it("says the most that it can where the length does not fit into 32 bits", () => {
    const header = new DataView(wavHeader(2, 24_000, 24_000 * 3_600 * 24));
    expect(header.getUint32(4, true)).toBe(0xffff_ffff);
    expect(header.getUint32(40, true)).toBe(0xffff_ffff - 36);
  });
});
