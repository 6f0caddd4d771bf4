/**
 * Cuts a stream of blocks of any length into chunks of one fixed length. Every sample comes out once and in order,
 * so chunk n always holds frames n·`chunkFrames` to (n+1)·`chunkFrames` − 1: there is nothing to drift.
 */
export class Framer {
  readonly #chunk: Float32Array;
  readonly #onChunk: (chunk: Float32Array) => void;
  #filled = 0;

  /** `onChunk` gets the framer's own buffer, valid only during the call. */
  constructor(chunkFrames: number, onChunk: (chunk: Float32Array) => void) {
    this.#chunk = new Float32Array(chunkFrames);
    this.#onChunk = onChunk;
  }

  /** Takes the first `count` samples, and calls `onChunk` for each chunk they complete. Allocates nothing. */
  push(samples: Float32Array, count = samples.length): void {
    for (let i = 0; i < count; i += 1) {
      this.#chunk[this.#filled] = samples[i] ?? 0;
      this.#filled += 1;
      if (this.#filled < this.#chunk.length) continue;
      this.#filled = 0;
      this.#onChunk(this.#chunk);
    }
  }
}
