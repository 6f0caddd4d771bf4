/**
 * Cuts a stream of blocks of any length into chunks of one length, except those that were asked to be longer or to come
 * in two parts. Every sample comes out once and in order: each chunk begins with the frame after the last one before.
 */
export class Framer {
  readonly #chunkFrames: number;
  /** Room for the longest chunk, and its part that a usual chunk fills whole. */
  readonly #room: Float32Array;
  readonly #chunk: Float32Array;
  readonly #onChunk: (chunk: Float32Array) => void;
  #frames: number;
  #filled = 0;
  /** So much of the unfinished chunk was given already. */
  #given = 0;

  /** `onChunk` gets the framer's own buffer, valid only during the call. */
  constructor(chunkFrames: number, onChunk: (chunk: Float32Array) => void) {
    this.#chunkFrames = chunkFrames;
    this.#room = new Float32Array(2 * chunkFrames);
    this.#chunk = this.#room.subarray(0, chunkFrames);
    this.#onChunk = onChunk;
    this.#frames = chunkFrames;
  }

  /** Samples in the unfinished chunk, those of its first part included. */
  get filled(): number {
    return this.#filled;
  }

  /** Makes the unfinished chunk so much longer than the usual ones: 0 to `chunkFrames`. */
  lengthen(byFrames: number): void {
    this.#frames = this.#chunkFrames + byFrames;
  }

  /** What is there of the unfinished chunk comes now, and the rest when it is full. */
  split(): void {
    if (this.#given === this.#filled) return;
    this.#onChunk(this.#room.subarray(this.#given, this.#filled));
    this.#given = this.#filled;
  }

  /** Takes the first `count` samples, and calls `onChunk` for each chunk they complete. Allocates nothing but a view for an unusual chunk. */
  push(samples: Float32Array, count = samples.length): void {
    for (let i = 0; i < count; i += 1) {
      this.#room[this.#filled] = samples[i] ?? 0;
      this.#filled += 1;
      if (this.#filled >= this.#frames) this.#complete();
    }
  }

  #complete(): void {
    const usual = this.#given === 0 && this.#filled === this.#chunkFrames;
    const chunk = usual ? this.#chunk : this.#room.subarray(this.#given, this.#filled);
    this.#frames = this.#chunkFrames;
    this.#filled = 0;
    this.#given = 0;
    this.#onChunk(chunk);
  }
}
