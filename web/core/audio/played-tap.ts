import { floatToS16 } from "./pcm.ts";
import { playbackRateHz } from "./playback-messages.ts";
import { Resampler } from "./resampler.ts";

/**
 * Frames in a block: 100 ms, half of what a block may be, so that a call that ends in the middle of a word loses little
 * of it.
 */
const blockFrames = playbackRateHz / 10;

/**
 * Keeps what goes out of the playback worklet, as it goes out: fades, lowered voice and all, and nothing while nothing
 * sounds. A block ends when it is full or when the sound stops, so that an underrun is a hole between two blocks, as
 * long as it was.
 */
export class PlayedTap {
  readonly #rateHz: number;
  readonly #onBlock: (firstFrame: number, pcm: ArrayBuffer) => void;
  readonly #resampler: Resampler;
  readonly #resampled: Float32Array;
  readonly #block = new Float32Array(blockFrames);
  #filled = 0;
  /** Position of the block's first frame, at `playbackRateHz`. */
  #blockFrame = 0;
  /** Where the sound goes on if it does not stop, on the context's clock; undefined while nothing sounds. */
  #nextFrame: number | undefined;

  /**
   * @param rateHz of the context @param quantumFrames most frames that are heard at once
   * @param onBlock gets each block with the position of its first frame, both as a `PlayedEvent` has them
   */
  constructor(
    rateHz: number,
    quantumFrames: number,
    onBlock: (firstFrame: number, pcm: ArrayBuffer) => void,
  ) {
    this.#rateHz = rateHz;
    this.#onBlock = onBlock;
    this.#resampler = new Resampler(rateHz, playbackRateHz);
    this.#resampled = new Float32Array(this.#resampler.outputRoom(quantumFrames));
  }

  /**
   * Takes a rendered quantum that begins at `frame` of the context's clock and of which the first `sounding` frames
   * are sound. Allocates only when a block is complete.
   */
  hear(quantum: Float32Array, frame: number, sounding: number): void {
    if (this.#nextFrame !== undefined && (sounding === 0 || frame !== this.#nextFrame)) this.#stop();
    if (sounding === 0) return;
    if (this.#nextFrame === undefined) this.#blockFrame = Math.round((frame * playbackRateHz) / this.#rateHz);
    this.#take(this.#resampler.process(quantum, this.#resampled, sounding));
    this.#nextFrame = frame + sounding;
    if (sounding < quantum.length) this.#stop();
  }

  /** The output is over: hands on what is not full yet. */
  end(): void {
    if (this.#nextFrame !== undefined) this.#stop();
  }

  #stop(): void {
    this.#nextFrame = undefined;
    this.#take(this.#resampler.finish(this.#resampled));
    this.#emit();
  }

  #take(count: number): void {
    for (let i = 0; i < count; i += 1) {
      this.#block[this.#filled] = this.#resampled[i] ?? 0;
      this.#filled += 1;
      if (this.#filled === blockFrames) this.#emit();
    }
  }

  #emit(): void {
    if (this.#filled === 0) return;
    const pcm = new Int16Array(this.#filled);
    floatToS16(this.#block.subarray(0, this.#filled), pcm);
    this.#onBlock(this.#blockFrame, pcm.buffer);
    this.#blockFrame += this.#filled;
    this.#filled = 0;
  }
}
