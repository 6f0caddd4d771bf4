import { slip, slipFrames, slipReach } from "./slip-filter.ts";

/**
 * Lays sound without a hole out at the nominal rate. Frames go through untouched; whenever they are more than half a
 * frame from where their clock puts them, one is won or lost by a slip.
 */
export class DriftFollower {
  /** The last `slipReach` frames that are out, then those that are not. */
  #kept: Int16Array = new Int16Array(slipReach);
  /** Input frame behind the last one that is out … */
  #nextFrame: number;
  /** … and where the next frame goes, in the output. */
  #position: number;

  /** @param firstFrame of the input, on its clock @param position where it goes, in frames of the output */
  constructor(firstFrame: number, position: number) {
    this.#nextFrame = firstFrame;
    this.#position = position;
  }

  /** Where the next output frame goes. */
  get position(): number {
    return this.#position;
  }

  /** The input frame that comes next. */
  get endFrame(): number {
    return this.#nextFrame + this.#kept.length - slipReach;
  }

  /** Where that frame goes if nothing slips before it. */
  get endPosition(): number {
    return this.#position + this.#kept.length - slipReach;
  }

  /**
   * Takes the next frames and answers those that are ready: all but some 20 ms.
   * @param place where a frame of the input belongs, in frames of the output
   */
  push(samples: Int16Array, place: (frame: number) => number): Int16Array<ArrayBuffer> {
    const input = new Int16Array(this.#kept.length + samples.length);
    input.set(this.#kept);
    input.set(samples, this.#kept.length);
    const output = new Int16Array(input.length + Math.ceil(input.length / slipFrames));
    let from = slipReach;
    let written = 0;
    while (from + slipFrames + slipReach + 1 < input.length) {
      const off = place(this.#nextFrame) - this.#position;
      const used = Math.abs(off) > 0.5 ? slip(input, from, off > 0 ? 1 : -1, output, written) : slipFrames;
      if (Math.abs(off) <= 0.5) output.set(input.subarray(from, from + slipFrames), written);
      from += used;
      written += slipFrames;
      this.#nextFrame += used;
      this.#position += slipFrames;
    }
    this.#kept = input.slice(from - slipReach);
    return output.slice(0, written);
  }

  /** What is still inside. */
  finish(): Int16Array<ArrayBuffer> {
    const rest = new Int16Array(this.#kept.subarray(slipReach));
    this.#kept = this.#kept.slice(-slipReach);
    this.#nextFrame += rest.length;
    this.#position += rest.length;
    return rest;
  }
}
