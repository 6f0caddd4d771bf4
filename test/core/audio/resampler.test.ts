import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Resampler } from "../../../web/core/audio/resampler.ts";
import { firstDifference, join, noise, powerDb, sine, split } from "./signals.ts";

const deviceRates = [44_100, 48_000, 96_000, 32_000];

function convert(from: number, to: number, pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const resampler = new Resampler(from, to);
  const outputs = pieces.map((piece) => {
    const output = new Float32Array(resampler.outputRoom(piece.length));
    return output.slice(0, resampler.process(piece, output));
  });
  const tail = new Float32Array(resampler.outputRoom(0));
  return join([...outputs, tail.slice(0, resampler.finish(tail))]);
}

/** What becomes of a full-scale tone, in dB, without the edges of the signal. */
function gainDb(hz: number, from: number, to: number): number {
  const output = convert(from, to, [sine(hz, from, 0.3)]);
  return powerDb(output.subarray(Math.round(to * 0.05), Math.round(to * 0.25)));
}

describe.each(deviceRates)("Resampler from %i Hz to 16 kHz", (rateHz) => {
  it("keeps speech up to 7 kHz within 0.5 dB", () => {
    for (let hz = 40; hz <= 7_000; hz += 240) expect(Math.abs(gainDb(hz, rateHz, 16_000))).toBeLessThan(0.5);
  });

  it("leaves at least 60 dB less of everything from 9 kHz on", () => {
    for (let hz = 9_000; hz < rateHz / 2; hz += 340) expect(gainDb(hz, rateHz, 16_000)).toBeLessThan(-60);
  });

  it("is about 1 ms behind its input", () => {
    expect(new Resampler(rateHz, 16_000).delayMs).toBeLessThan(1.1);
  });
});

describe("Resampler", () => {
  it.each([
    [44_100, 16_000],
    [48_000, 16_000],
    [16_000, 24_000],
    [22_050, 24_000],
    [24_000, 48_000],
    [24_000, 44_100],
    [44_099, 16_000],
    [8_000, 16_000],
  ])("keeps the phase of a tone from %i to %i Hz: output n is the input at n / rate", (from, to) => {
    const output = convert(from, to, [sine(440, from, 0.2)]);
    const expected = sine(440, to, 0.2);
    expect(Math.abs(output.length - expected.length)).toBeLessThanOrEqual(1);
    for (let i = to / 50; i < expected.length - to / 50; i += 1) {
      expect(Math.abs((output[i] ?? 9) - (expected[i] ?? 0))).toBeLessThan(0.002);
    }
  });

  it("gives the same samples however the input is split", () => {
    const rate = fc.constantFrom(44_100, 48_000, 16_000, 22_050, 11_025, 44_099);
    fc.assert(
      fc.property(rate, rate, fc.array(fc.nat(700)), (from, to, lengths) => {
        const input = noise(0.3, 3_000);
        expect(firstDifference(convert(from, to, split(input, lengths)), convert(from, to, [input]))).toBe(
          -1,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("gives as many frames as the duration has, to the frame", () => {
    const rate = fc.integer({ min: 4_000, max: 96_000 });
    fc.assert(
      fc.property(rate, rate, fc.nat(4_000), (from, to, frames) => {
        expect(convert(from, to, [new Float32Array(frames)]).length).toBe(Math.ceil((frames * to) / from));
      }),
      { numRuns: 25 },
    );
  });

  it("passes equal rates through untouched and without delay", () => {
    const input = noise(0.5, 1_000);
    expect(convert(16_000, 16_000, [input])).toEqual(input);
    expect(new Resampler(16_000, 16_000).delayMs).toBe(0);
  });

  it("keeps a constant constant", () => {
    const output = convert(44_100, 16_000, [new Float32Array(4_410).fill(0.5)]);
    for (const sample of output.subarray(50, -50)) expect(sample).toBeCloseTo(0.5, 5);
  });

  it("does not drift in a minute, by not one frame", () => {
    const resampler = new Resampler(44_100, 16_000);
    const second = new Float32Array(44_100);
    const output = new Float32Array(resampler.outputRoom(second.length));
    let written = 0;
    for (let i = 0; i < 60; i += 1) written += resampler.process(second, output);
    written += resampler.finish(output);
    expect(written).toBe(60 * 16_000);
  });

  it("is ready for another stream after finish, and remembers nothing of the first", () => {
    const resampler = new Resampler(48_000, 16_000);
    const output = new Float32Array(resampler.outputRoom(4_800));
    resampler.process(noise(1, 4_800), output);
    resampler.finish(output);
    const silent = resampler.process(new Float32Array(4_800), output);
    expect(silent).toBeGreaterThan(1_500);
    expect(output.subarray(0, silent).every((sample) => sample === 0)).toBe(true);
  });

  it("refuses rates that are none", () => {
    for (const rate of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new Resampler(rate, 16_000)).toThrow("rates");
      expect(() => new Resampler(16_000, rate)).toThrow("rates");
    }
  });
});
