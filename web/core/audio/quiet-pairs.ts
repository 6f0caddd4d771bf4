import { captureRateHz, chunkFrames } from "./capture-messages.ts";

/** −40 dB: what is louder may be a soft voice. */
const quietPeak = 0.01;
/** Nobody has spoken for so long: the service has found the end of the turn, and no moment counts. */
const quietAfterFrames = 2 * captureRateHz;

/**
 * Gives chunks on as they come while there is something to hear, and two by two in a long quiet, so that a person who
 * listens costs half the messages. Sound that begins never waits: only a chunk without any is held, and it goes out
 * with the next. Allocates nothing but a view for each pair.
 */
export class QuietPairs {
  /** A chunk may be up to twice the usual length. */
  readonly #room = new Float32Array(4 * chunkFrames);
  readonly #onChunk: (chunk: Float32Array) => void;
  #held = 0;
  #quietFrames = 0;

  /** `onChunk` gets a buffer that is valid only during the call: the framer's or this one's own. */
  constructor(onChunk: (chunk: Float32Array) => void) {
    this.#onChunk = onChunk;
  }

  /** Takes the next chunk, at most twice `chunkFrames` long. @param voice whether one is heard in it */
  push(chunk: Float32Array, voice: boolean): void {
    this.#quietFrames = voice || isLoud(chunk) ? 0 : this.#quietFrames + chunk.length;
    if (this.#held === 0 && this.#quietFrames < quietAfterFrames) return this.#onChunk(chunk);
    const waits = this.#held === 0;
    this.#room.set(chunk, this.#held);
    this.#held += chunk.length;
    if (!waits) this.flush();
  }

  /** Gives on what is held. */
  flush(): void {
    if (this.#held === 0) return;
    const pair = this.#room.subarray(0, this.#held);
    this.#held = 0;
    this.#onChunk(pair);
  }
}

function isLoud(chunk: Float32Array): boolean {
  return chunk.some((sample) => Math.abs(sample) > quietPeak);
}
