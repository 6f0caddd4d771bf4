/**
 * Finds where sound begins and where it ends in a stream of frames. Silence is `minSilentFrames` in a row below the
 * threshold; anything shorter belongs to the sound around it. Allocates nothing while it hears.
 */
export class SoundEdges {
  readonly #threshold: number;
  readonly #minSilentFrames: number;
  readonly #onSound: (frame: number, silentFrames: number) => void;
  readonly #onSilence: (frame: number) => void;
  #frame = 0;
  #silentFrames: number;
  #inSound = false;

  /**
   * `threshold` is an amplitude, 0–1. `onSound` gets the first loud frame and how many silent ones came before it,
   * `onSilence` the frame after the last loud one, told at the end of a block.
   */
  constructor(
    options: { readonly threshold: number; readonly minSilentFrames: number },
    onSound: (frame: number, silentFrames: number) => void,
    onSilence: (frame: number) => void = () => undefined,
  ) {
    this.#threshold = options.threshold;
    this.#minSilentFrames = options.minSilentFrames;
    // Before the first frame there was silence.
    this.#silentFrames = options.minSilentFrames;
    this.#onSound = onSound;
    this.#onSilence = onSilence;
  }

  /** Hears the next block; the answers count frames from `firstFrame`, its own number. */
  hear(samples: Float32Array, firstFrame = 0): void {
    this.#frame = firstFrame;
    for (let i = 0; i < samples.length; i += 1) {
      if (Math.abs(samples[i] ?? 0) > this.#threshold) this.#loud();
      else this.#silentFrames += 1;
      this.#frame += 1;
    }
    if (!this.#inSound || this.#silentFrames < this.#minSilentFrames) return;
    this.#inSound = false;
    this.#onSilence(this.#frame - this.#silentFrames);
  }

  #loud(): void {
    if (this.#silentFrames >= this.#minSilentFrames) this.#onSound(this.#frame, this.#silentFrames);
    this.#inSound = true;
    this.#silentFrames = 0;
  }
}
