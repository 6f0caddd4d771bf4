import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToS16, floatToS16, rms, s16ToFloat, sampleToS16 } from "../../../web/core/audio/pcm.ts";

describe("sampleToS16", () => {
  it("clamps at the ends of the range instead of wrapping to the other side", () => {
    expect(sampleToS16(1)).toBe(32_767);
    expect(sampleToS16(-1)).toBe(-32_768);
    expect(sampleToS16(7)).toBe(32_767);
    expect(sampleToS16(-7)).toBe(-32_768);
    expect(sampleToS16(Number.POSITIVE_INFINITY)).toBe(32_767);
    expect(sampleToS16(Number.NEGATIVE_INFINITY)).toBe(-32_768);
  });

  it("keeps silence silent, and makes silence of what is not a number", () => {
    expect(sampleToS16(0)).toBe(0);
    expect(sampleToS16(-0)).toBe(0);
    expect(sampleToS16(Number.NaN)).toBe(0);
  });

  it("never turns the sign of a sample", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (sample) => {
        expect(sampleToS16(sample) * Math.sign(sample)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("floatToS16 and s16ToFloat", () => {
  it("give back every 16-bit sample within one step", () => {
    const all = new Int16Array(65_536).map((_, i) => i - 32_768);
    const floats = new Float32Array(all.length);
    const back = new Int16Array(all.length);
    s16ToFloat(all, floats);
    floatToS16(floats, back);
    const worst = back.reduce((largest, sample, i) => Math.max(largest, Math.abs(sample - (all[i] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(1);
    expect(Math.max(...floats.subarray(65_000))).toBeLessThan(1);
    expect(floats[0]).toBe(-1);
  });
});

describe("bytesToS16", () => {
  it("reads little-endian samples", () => {
    expect([...bytesToS16(new Uint8Array([0x01, 0x00, 0xff, 0x7f, 0x00, 0x80]))]).toEqual([
      1, 32_767, -32_768,
    ]);
  });

  it("drops half a sample at the end", () => {
    expect([...bytesToS16(new Uint8Array([0x02, 0x00, 0x55]))]).toEqual([2]);
    expect([...bytesToS16(new Uint8Array([0x55]))]).toEqual([]);
    expect([...bytesToS16(new Uint8Array(0))]).toEqual([]);
  });

  it("reads from any offset of a larger buffer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(5), (bytes, offset) => {
        const larger = new Uint8Array(bytes.length + offset + 3);
        larger.set(bytes, offset);
        const samples = bytesToS16(larger.subarray(offset, offset + bytes.length));
        const expected = Array.from({ length: bytes.length >> 1 }, (_, i) => {
          const value = (bytes[2 * i] ?? 0) + 256 * (bytes[2 * i + 1] ?? 0);
          return value < 32_768 ? value : value - 65_536;
        });
        expect([...samples]).toEqual(expected);
      }),
    );
  });
});

describe("rms", () => {
  it("is 0 for silence and for nothing, 1 for a full square wave, 0.707 for a full sine", () => {
    expect(rms(new Float32Array(0))).toBe(0);
    expect(rms(new Float32Array(128))).toBe(0);
    expect(rms(new Float32Array([1, -1, 1, -1]))).toBe(1);
    expect(rms(new Float32Array(1_000).map((_, i) => Math.sin((2 * Math.PI * i) / 100)))).toBeCloseTo(
      Math.SQRT1_2,
      6,
    );
  });
});
