import { expect, it } from "vitest";
import { soundLengthMs } from "../../web/adapters/sound-length.ts";

/** A WAV file of silence, 8 bits at 8 kHz. */
function wav(seconds: number): Blob {
  const frames = seconds * 8_000;
  const head = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) =>
    [...value].forEach((letter, i) => {
      head.setUint8(at + i, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  head.setUint32(4, 36 + frames, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, 8_000, true);
  head.setUint32(28, 8_000, true);
  head.setUint16(32, 1, true);
  head.setUint16(34, 8, true);
  text(36, "data");
  head.setUint32(40, frames, true);
  return new Blob([head.buffer, new Uint8Array(frames).fill(128)]);
}

it("tells how long a file plays, also one whose type nobody has named", async () => {
  expect(await soundLengthMs(wav(2.5))).toBeCloseTo(2_500, 0);
  expect(await soundLengthMs(wav(700))).toBeCloseTo(700_000, 0);
});

it("knows no length of what is no sound", async () => {
  expect(await soundLengthMs(new Blob(["a letter"]))).toBeUndefined();
  expect(await soundLengthMs(new Blob([]))).toBeUndefined();
});
