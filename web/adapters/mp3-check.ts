/** An MP3 of MPEG-2, as every recording is: samples of a frame, and how many there are in a second. */
const frameSamples = 576;
const rateHz = 24_000;

/** The encoder's delay and what fills up the last frame, in frames. */
const spareFrames = 4;

/**
 * Whether the file is a whole MP3 of this length: one that was cut off must not take the place of what was recorded.
 * Its first frame has no sound but tells, written last of all, how many frames and bytes there are.
 */
export function isWholeMp3(file: ArrayBuffer, durationMs: number): boolean {
  const start = tagBytes(new Uint8Array(file, 0, Math.min(10, file.byteLength)));
  if (file.byteLength < start + 200) return false;
  const view = new DataView(file, start);
  if ((view.getUint16(0) & 0xffe0) !== 0xffe0) return false;
  const at = infoOffset(view);
  // Both numbers are there, which the lowest bits say.
  if (at === undefined || (view.getUint32(at + 4) & 3) !== 3) return false;
  const frames = view.getUint32(at + 8);
  const bytes = view.getUint32(at + 12);
  const wanted = Math.ceil((durationMs * rateHz) / 1_000 / frameSamples);
  return frames >= wanted && frames <= wanted + spareFrames && bytes === view.byteLength;
}

/** Length of the ID3v2 tag at the start: a header of 10 bytes that ends with the size of the rest, in four times 7 bits. */
function tagBytes(head: Uint8Array): number {
  if (head[0] !== 0x49 || head[1] !== 0x44 || head[2] !== 0x33) return 0;
  return head.subarray(6, 10).reduce((sum, bits) => sum * 128 + bits, 0) + 10;
}

/** Where the first frame says `Info` (constant rate) or `Xing`: behind its side information, shorter for mono. */
function infoOffset(view: DataView): number | undefined {
  return [4 + 9, 4 + 17].find((at) => [0x496e666f, 0x58696e67].includes(view.getUint32(at)));
}
