/** Where a piece of sound occurs best in a longer one. */
export interface SoundFound {
  /** Of the piece's first sample. */
  readonly at: number;
  /** Normalised correlation: 1 is the same but for its loudness, 0 nothing in common. */
  readonly likeness: number;
}

/** Looks for a piece of sound from an index on; both have the same rate. */
export function findSound(piece: ArrayLike<number>, sound: ArrayLike<number>, from = 0): SoundFound {
  const pieceEnergy = dot(piece, piece, 0, piece.length);
  let energy = dot(sound, sound, from, piece.length, from);
  let best: SoundFound = { at: -1, likeness: 0 };
  for (let at = from; at + piece.length <= sound.length; at++) {
    const likeness = energy > 0 ? dot(sound, piece, at, piece.length) / Math.sqrt(energy * pieceEnergy) : 0;
    if (likeness > best.likeness) best = { at, likeness };
    energy += (sound[at + piece.length] ?? 0) ** 2 - (sound[at] ?? 0) ** 2;
  }
  return best;
}

function dot(one: ArrayLike<number>, other: ArrayLike<number>, at: number, length: number, otherAt = 0) {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (one[at + i] ?? 0) * (other[otherAt + i] ?? 0);
  return sum;
}

/** The same sound at another rate, by linear interpolation: good enough for speech that is only compared. */
export function atRate(samples: ArrayLike<number>, fromHz: number, toHz: number): Float32Array {
  const step = fromHz / toHz;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, i) => {
    const at = Math.floor(i * step);
    const [before, after] = [samples[at] ?? 0, samples[at + 1] ?? 0];
    return before + (after - before) * (i * step - at);
  });
}

/** The first sample that is louder than next to nothing. */
export function startOfSound(samples: Float32Array): number {
  return samples.findIndex((sample) => Math.abs(sample) >= quiet);
}

/** One past the last sample that is louder than next to nothing. */
export function endOfSound(samples: ArrayLike<number>): number {
  let end = samples.length;
  while (end > 0 && Math.abs(samples[end - 1] ?? 0) < quiet) end -= 1;
  return end;
}

/** Of 32,768. */
const quiet = 200;
