/** What is known of a frame without looking at it. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Reads the size of a JPEG from its frame header; undefined for what is no whole JPEG. */
export function readJpeg(bytes: Uint8Array): Picture | undefined {
  const isWhole = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
  if (!isWhole) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return undefined;
    if (!frameHeaders.has(marker)) continue;
    return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), bytes: bytes.length };
  }
  return undefined;
}

/** SOF0–SOF15 without the tables between them (DHT, JPG, DAC). */
const frameHeaders = new Set([0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15].map((kind) => 0xffc0 + kind));
