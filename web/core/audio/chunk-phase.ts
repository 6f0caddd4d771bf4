import { captureRateHz, chunkFrames } from "./capture-messages.ts";

/** Quanta further apart were asked for by two calls of the device; those of one burst come within a millisecond. */
const betweenBurstsMs = 2;
/** Bursts further apart say nothing: the machine was away, or the clock is too coarse to tell them apart. */
const longestBurstMs = 40;
/**
 * Bursts to learn from at first, about 0.3 s of 10 ms each: a call's first word should not wait. At 44.1 kHz they
 * sample all the ways in which bursts of 441 frames end between quanta of 128.
 */
const firstBursts = 32;
/** After each look the next one takes so many times longer, so that in the end only what has changed for long counts. */
const moreBursts = 4;
const mostBursts = 2_048;
/**
 * Gain for which a chunk is made longer: 3 ms a burst. 128 bursts that end anywhere seem to offer so much 3 times in
 * 1,000 (Kolmogorov–Smirnov), 32 now and then; nothing is lost by that.
 */
const leastGainFrames = (3 * captureRateHz) / 1_000;
/** Chunks end so much before the earliest end of a burst: what was not seen yet may come a little earlier. */
const marginFrames = captureRateHz / 2_000;

/**
 * Chooses where chunks end. Devices ask for sound in bursts of several quanta, often 10 ms; what a burst leaves in an
 * unfinished chunk waits for the next one. This learns how full chunks are at the ends of bursts, and says once by how
 * much a single chunk is to be longer, so that the chunks after it end where bursts do, and least is left waiting.
 * Where that gains little, as with bursts of one quantum or of a length that never meets that of chunks, it says
 * nothing. Allocates nothing after construction.
 */
export class ChunkPhase {
  /** How many bursts ended with so many frames in the unfinished chunk. */
  readonly #ends = new Uint16Array(chunkFrames);
  #bursts = 0;
  #wanted = firstBursts;
  #lastMs = Number.NEGATIVE_INFINITY;
  #burstMs = Number.NEGATIVE_INFINITY;

  /**
   * To be called at the beginning of each quantum.
   * @param nowMs on any clock that goes on evenly and tells milliseconds apart
   * @param filledFrames what earlier quanta left in the unfinished chunk
   * @returns by how many frames the unfinished chunk is to be longer, less than `chunkFrames`; nearly always 0
   */
  onQuantum(nowMs: number, filledFrames: number): number {
    const begins = nowMs - this.#lastMs >= betweenBurstsMs;
    this.#lastMs = nowMs;
    if (!begins) return 0;
    const told = nowMs - this.#burstMs <= longestBurstMs;
    this.#burstMs = nowMs;
    return told ? this.#onBurstEnd(filledFrames) : 0;
  }

  #onBurstEnd(filledFrames: number): number {
    // In the chunk that is longer.
    if (filledFrames >= chunkFrames) return 0;
    this.#ends[filledFrames] = (this.#ends[filledFrames] ?? 0) + 1;
    this.#bursts += 1;
    if (this.#bursts < this.#wanted) return 0;
    const laterFrames = this.#bestShift();
    this.#ends.fill(0);
    this.#bursts = 0;
    this.#wanted = Math.min(moreBursts * this.#wanted, mostBursts);
    return laterFrames;
  }

  /** By how much later chunks should end, so that bursts leave least behind; 0 where it hardly matters. */
  #bestShift(): number {
    // Summed over all bursts, against what is left as it is.
    let left = 0;
    let least = 0;
    let best = 0;
    for (let shift = 1; shift < chunkFrames; shift += 1) {
      // Every burst leaves one frame less, except those that ended with the chunk: now they miss its last frame.
      left += chunkFrames * (this.#ends[shift - 1] ?? 0) - this.#bursts;
      if (left >= least) continue;
      least = left;
      best = shift;
    }
    // A gain of so many frames takes a shift of at least as many, so that the margin never turns it round.
    return -least < leastGainFrames * this.#bursts ? 0 : best - marginFrames;
  }
}
