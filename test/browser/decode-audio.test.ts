import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../web/adapters/decode-audio.ts";

/** A WAV file, s16le, of one second; `sample` gives −1…1 for a channel at a time. */
function wav(rateHz: number, channels: number, sample: (channel: number, seconds: number) => number) {
  const bytes = new ArrayBuffer(44 + 2 * channels * rateHz);
  const view = new DataView(bytes);
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => {
      view.setUint8(at + i, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  view.setUint32(4, bytes.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, bytes.byteLength - 44, true);
  for (let frame = 0; frame < rateHz; frame += 1)
    for (let channel = 0; channel < channels; channel += 1)
      view.setInt16(44 + 2 * (frame * channels + channel), sample(channel, frame / rateHz) * 32_767, true);
  return bytes;
}

const tone = (hz: number) => (_channel: number, seconds: number) =>
  0.5 * Math.sin(2 * Math.PI * hz * seconds);

/** The share of a tone in a sound: its amplitude. */
function amplitude(samples: Float32Array, rateHz: number, hz: number): number {
  let sine = 0;
  let cosine = 0;
  samples.forEach((value, i) => {
    sine += value * Math.sin((2 * Math.PI * hz * i) / rateHz);
    cosine += value * Math.cos((2 * Math.PI * hz * i) / rateHz);
  });
  return (2 * Math.hypot(sine, cosine)) / samples.length;
}

describe("decodeAudio", () => {
  it("gives the samples of a mono file at its own rate", async () => {
    const samples = await decodeAudio(wav(16_000, 1, tone(440)), 16_000);
    expect(samples.length).toBe(16_000);
    expect(samples[100]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 440 * 100) / 16_000), 3);
  });

  it.each([
    [44_100, 16_000],
    [8_000, 24_000],
    [48_000, 24_000],
  ])("resamples from %i to %i Hz", async (fromHz, toHz) => {
    const samples = await decodeAudio(wav(fromHz, 1, tone(440)), toHz);
    expect(Math.abs(samples.length - toHz)).toBeLessThanOrEqual(1);
    expect(amplitude(samples, toHz, 440)).toBeCloseTo(0.5, 2);
  });

  it("mixes all channels without getting louder", async () => {
    const both = await decodeAudio(
      wav(16_000, 2, (channel, seconds) => tone(channel === 0 ? 440 : 1_000)(channel, seconds)),
      16_000,
    );
    expect(amplitude(both, 16_000, 440)).toBeCloseTo(0.25, 2);
    expect(amplitude(both, 16_000, 1_000)).toBeCloseTo(0.25, 2);
  });

  it("says that a file is no sound", async () => {
    const bytes = new TextEncoder().encode("<!doctype html>".repeat(20)).buffer;
    await expect(decodeAudio(bytes, 16_000)).rejects.toMatchObject({ name: "EncodingError" });
    await expect(decodeAudio(new ArrayBuffer(0), 16_000)).rejects.toMatchObject({ name: "EncodingError" });
  });
});
