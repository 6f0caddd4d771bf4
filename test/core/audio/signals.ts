/** `seconds` of a sine of amplitude 1, as floats. */
export function sine(hz: number, rateHz: number, seconds: number, amplitude = 1): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(rateHz * seconds));
  return samples.map((_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

/** The same numbers for the same seed, 0 to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** White noise of the given RMS. */
export function noise(rms: number, frames: number, random = randomFrom(1)): Float32Array<ArrayBuffer> {
  return new Float32Array(frames).map(() => (random() * 2 - 1) * rms * Math.sqrt(3));
}

/** Power of the samples in dB, 0 dB being a full-scale sine. */
export function powerDb(samples: Float32Array): number {
  const squares = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return 10 * Math.log10((2 * squares) / samples.length + 1e-15);
}

/** Cuts into pieces of the given lengths; what is left is the last piece. */
export function split<T extends Float32Array | Int16Array>(samples: T, lengths: readonly number[]): T[] {
  const pieces: T[] = [];
  let from = 0;
  for (const length of [...lengths, samples.length]) {
    if (from >= samples.length) break;
    pieces.push(samples.slice(from, from + length) as T);
    from += length;
  }
  return pieces;
}

/** One after the other. */
export function join(pieces: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The largest difference between neighbours, beginning from silence. */
export function largestStep(samples: Float32Array): number {
  let before = 0;
  let largest = 0;
  for (const sample of samples) {
    largest = Math.max(largest, Math.abs(sample - before));
    before = sample;
  }
  return largest;
}

/** Index of the first sample that differs, −1 if none does: quick where `toEqual` would take seconds. */
export function firstDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((sample, i) => sample !== b[i]);
}
