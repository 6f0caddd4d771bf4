/**
 * One float sample (nominally −1…1) as a 16-bit one, clamped: +1.0 becomes 32 767, −1.0 becomes −32 768, and louder
 * sounds stay there instead of wrapping to the other side, which clicks. NaN becomes 0.
 */
export function sampleToS16(sample: number): number {
  const scaled = Math.round(sample < 0 ? sample * 32_768 : sample * 32_767);
  if (scaled > 32_767) return 32_767;
  if (scaled < -32_768) return -32_768;
  return scaled || 0;
}

/** Writes float samples as s16 into `target`, which must be at least as long. Allocates nothing. */
export function floatToS16(samples: Float32Array, target: Int16Array): void {
  for (let i = 0; i < samples.length; i += 1) target[i] = sampleToS16(samples[i] ?? 0);
}

/** Writes s16 samples as floats in −1…1 into `target`, which must be at least as long. Allocates nothing. */
export function s16ToFloat(samples: Int16Array, target: Float32Array): void {
  for (let i = 0; i < samples.length; i += 1) target[i] = (samples[i] ?? 0) / 32_768;
}

/**
 * Little-endian bytes as s16 samples. A last odd byte is half a sample and is dropped. The answer shares the bytes'
 * memory where alignment and the machine's byte order allow it, so it owns what the caller owned.
 */
export function bytesToS16(bytes: Uint8Array<ArrayBuffer>): Int16Array<ArrayBuffer> {
  const length = bytes.length >> 1;
  if (littleEndian && bytes.byteOffset % 2 === 0)
    return new Int16Array(bytes.buffer, bytes.byteOffset, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int16Array(length);
  for (let i = 0; i < length; i += 1) samples[i] = view.getInt16(2 * i, true);
  return samples;
}

/** Root mean square of the samples: 0 for silence or nothing, 1 for a full-scale square wave. */
export function rms(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2;
  return Math.sqrt(sum / samples.length);
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
