/** What one frame of audio sounds like. */
export interface FrameSound {
  /** RMS level of what lies above the rumble, dB relative to full scale; −100 at least. */
  readonly levelDb: number;
  /** Whether the sound repeats at the pitch of a voice (or is a tone). Noise does not. */
  readonly voiced: boolean;
}

/** Pitch is searched between these, in a band of about 4 kHz. */
const lowestPitchHz = 70;
const highestPitchHz = 400;
/** Similarity of a sound with itself one period later: white noise stays below 0.25, vowels are above 0.6. */
const voicedSimilarity = 0.45;
/** Takes away direct current, mains hum and handling noise. */
const rumbleHz = 90;

/** Measures frame after frame: level, and by autocorrelation over the last two frames whether it is voiced. */
export class Voicing {
  readonly #step: number;
  readonly #rateHz: number;
  readonly #keep: number;
  #history: Float64Array = new Float64Array(0);
  #lastIn = 0;
  #lastOut = 0;

  /** All frames must be of this rate. */
  constructor(rateHz: number) {
    this.#step = Math.max(1, Math.round(rateHz / 8_000));
    this.#rateHz = rateHz / this.#step;
    this.#keep = Math.exp((-2 * Math.PI * rumbleHz) / this.#rateHz);
  }

  analyse(samples: Int16Array): FrameSound {
    const frame = this.#narrow(samples);
    const power = frame.reduce((sum, value) => sum + value * value, 0) / Math.max(1, frame.length);
    const both = new Float64Array(this.#history.length + frame.length);
    both.set(this.#history);
    both.set(frame, this.#history.length);
    this.#history = frame;
    return { levelDb: 10 * Math.log10(power + 1e-10), voiced: this.#similarity(both) > voicedSimilarity };
  }

  /** Down to about 8 kHz by averaging neighbours, then without rumble; full scale is 1. */
  #narrow(samples: Int16Array): Float64Array {
    const frame = new Float64Array(Math.floor(samples.length / this.#step));
    for (let index = 0; index < frame.length; index += 1) {
      let sum = 0;
      for (let offset = 0; offset < this.#step; offset += 1) sum += samples[index * this.#step + offset] ?? 0;
      const input = sum / this.#step / 32_768;
      this.#lastOut = this.#keep * (this.#lastOut + input - this.#lastIn);
      this.#lastIn = input;
      frame[index] = this.#lastOut;
    }
    return frame;
  }

  #similarity(sound: Float64Array): number {
    let best = 0;
    const longest = Math.min(Math.floor(this.#rateHz / lowestPitchHz), sound.length >> 1);
    for (let lag = Math.floor(this.#rateHz / highestPitchHz); lag <= longest; lag += 1) {
      best = Math.max(best, correlation(sound, lag));
    }
    return best;
  }
}

function correlation(sound: Float64Array, lag: number): number {
  let product = 0;
  let early = 0;
  let late = 0;
  for (let index = lag; index < sound.length; index += 1) {
    const a = sound[index - lag] ?? 0;
    const b = sound[index] ?? 0;
    product += a * b;
    early += a * a;
    late += b * b;
  }
  return product / Math.sqrt(early * late + 1e-12);
}
