import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutSpeech } from "../../token-server/simulator/audio-parts.ts";
import { decodePcm, encodePcm, pcmRateHz } from "../../token-server/simulator/pcm.ts";
import { seededRandom } from "../../token-server/simulator/random.ts";
import { resample } from "../../token-server/simulator/resample.ts";
import { sentences, speak } from "../../token-server/simulator/speech.ts";
import { voices } from "../../token-server/simulator/voices.ts";

const tone = (hz: number, rateHz: number) =>
  Int16Array.from({ length: rateHz }, (_, index) => 20_000 * Math.sin((2 * Math.PI * hz * index) / rateHz));

const rms = (samples: Int16Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe("cutting speech", () => {
  it("loses nothing of audio and text, wherever it is cut", () => {
    fc.assert(
      fc.property(fc.nat(60_000), fc.integer(), fc.boolean(), fc.boolean(), (length, seed, first, odd) => {
        const samples = Int16Array.from({ length }, (_, index) => index % 3000);
        const words = ["One", " two", " three", " four."].map((text, index) => ({
          text,
          startMs: index * 400,
        }));
        const random = seededRandom(seed);
        const parts = cutSpeech({ samples, words }, { first, partMs: [80, 320], odd, random });
        const pcm = Buffer.concat(parts.map((part) => part.pcm));
        expect(pcm.equals(encodePcm(samples))).toBe(true);
        if (length > 0) expect(parts.map(({ text }) => text).join("")).toBe("One two three four.");
        expect(parts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(length / 24, 6);
      }),
    );
  });
});

describe("speech", () => {
  it("keeps the text whole in sentences and words", async () => {
    const text = "Hello there! It's 21 °C in Zürich – “isn't it nice?” Yes…  it is. ";
    expect(sentences(text).join("")).toBe(text);
    for (const sentence of sentences(text)) {
      const { words, samples } = await speak(sentence, "Kore");
      expect(words.map((word) => word.text).join("")).toBe(sentence);
      expect(words.every(({ startMs }, index) => startMs >= (words[index - 1]?.startMs ?? 0))).toBe(true);
      expect(words.at(-1)?.startMs).toBeLessThan(samples.length / 24);
    }
  });

  it("is loud and unclipped in every voice", { timeout: 20_000 }, async () => {
    for (const name of voices.keys()) {
      const { samples } = await speak("Hello.", name);
      expect(rms(samples), name).toBeGreaterThan(800);
      expect(Math.max(...samples), name).toBeLessThan(32_767);
    }
  });

  it("has no two voices alike", () => {
    const styles = [...voices.values()].map((style) => JSON.stringify(style));
    expect(new Set(styles).size).toBe(30);
  });
});

describe("resampling", () => {
  it.each([
    [22_050, 24_000],
    [48_000, 16_000],
    [24_000, 44_100],
  ])("keeps speech from %i to %i Hz", (from, to) => {
    const level = rms(resample(tone(1000, from), from, to).subarray(1000, -1000));
    expect(20 * Math.log10(level / (20_000 / Math.SQRT2))).toBeCloseTo(0, 1);
  });

  it("lets nothing fold over", () => {
    const folded = rms(resample(tone(11_000, 48_000), 48_000, 16_000).subarray(1000, -1000));
    expect(20 * Math.log10(folded / 20_000)).toBeLessThan(-60);
  });
});

describe("PCM", () => {
  it("reads what it writes, and leaves half a sample out", () => {
    const samples = Int16Array.from([0, 1, -1, 32_767, -32_768]);
    expect(decodePcm(encodePcm(samples))).toEqual(samples);
    expect(decodePcm(Uint8Array.from([1, 0, 7]))).toEqual(Int16Array.from([1]));
  });

  it.each([
    ["audio/pcm;rate=48000", 48_000],
    ["audio/pcm; rate=44100", 44_100],
    ["audio/pcm", 16_000],
    ["audio/opus", undefined],
    ["audio/pcm;rate=x", undefined],
  ])("finds the rate of %s", (mimeType, rateHz) => {
    expect(pcmRateHz(mimeType)).toBe(rateHz);
  });
});
