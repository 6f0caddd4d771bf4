import type { FrameQueue } from "./frame-queue.ts";
import { s16ToFloat } from "./pcm.ts";
import { Resampler } from "./resampler.ts";

const blockFrames = 1_024;
const minRateHz = 4_000;
const maxRateHz = 192_000;

/** Puts s16 audio of any length and rate into a queue of floats at one rate. */
export class PcmIntake {
  readonly #outputRateHz: number;
  readonly #queue: FrameQueue;
  readonly #block = new Float32Array(blockFrames);
  #rateHz: number;
  #resampler: Resampler;
  #resampled: Float32Array;

  constructor(outputRateHz: number, queue: FrameQueue) {
    this.#outputRateHz = outputRateHz;
    this.#queue = queue;
    this.#rateHz = outputRateHz;
    this.#resampler = new Resampler(outputRateHz, outputRateHz);
    this.#resampled = new Float32Array(this.#resampler.outputRoom(blockFrames));
  }

  /**
   * Queues the samples and answers how many frames that gave. A rate that no audio has (below 4 kHz, above 192 kHz,
   * broken) is read as the queue's own.
   */
  write(samples: Int16Array, sampleRateHz: number): number {
    let added = this.#switchRate(isAudioRate(sampleRateHz) ? sampleRateHz : this.#outputRateHz);
    for (let from = 0; from < samples.length; from += blockFrames) {
      const part = samples.subarray(from, from + blockFrames);
      s16ToFloat(part, this.#block);
      const frames = this.#resampler.process(this.#block, this.#resampled, part.length);
      added += this.#queue.push(this.#resampled, frames);
    }
    return added;
  }

  /** The stream is over: queues what the resampler still holds (1 ms at most) and answers how many frames. */
  finish(): number {
    return this.#queue.push(this.#resampled, this.#resampler.finish(this.#resampled));
  }

  /** The stream was cut: forgets what the resampler still holds. */
  discard(): void {
    this.#resampler.finish(this.#resampled);
  }

  #switchRate(rateHz: number): number {
    if (rateHz === this.#rateHz) return 0;
    const tail = this.finish();
    this.#rateHz = rateHz;
    this.#resampler = new Resampler(rateHz, this.#outputRateHz);
    this.#resampled = new Float32Array(this.#resampler.outputRoom(blockFrames));
    return tail;
  }
}

function isAudioRate(rateHz: number): boolean {
  return Number.isInteger(rateHz) && rateHz >= minRateHz && rateHz <= maxRateHz;
}
