/** Softer sounds begin unnoticed: −40 dB, about that of quiet speech. */
const leastPeak = 0.01;
/** Sound begins where it is so many times louder than what was heard lately: 18 dB. */
const riseFactor = 8;
/** What was heard fades by 20 dB in 100 ms, so that a word after a short pause begins anew. */
const fadeFactorPerFrame = 0.1 ** (1 / 1_600);

/** Hears where sound begins after quiet, at 16 kHz. Allocates nothing after construction. */
export class SoundOnset {
  /** The loudest of what was heard lately; at first the room is taken for loud. */
  #latelyPeak = 1;

  /** Takes the next samples, the first `count` of these, and answers whether sound begins in them. */
  hear(samples: Float32Array, count = samples.length): boolean {
    let peak = 0;
    for (let i = 0; i < count; i += 1) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    this.#latelyPeak *= fadeFactorPerFrame ** count;
    const begins = peak > leastPeak && peak > riseFactor * this.#latelyPeak;
    this.#latelyPeak = Math.max(this.#latelyPeak, peak);
    return begins;
  }
}
