import { invariant } from "../assert.ts";

/**
 * The band is kept up to 7/16 of the lower of the two rates and gone from 9/16 of it: for 16 kHz that is flat to
 * 7 kHz and silent from 9 kHz, so that what folds back lands above 7 kHz, where speech has little left.
 */
const transition = 1 / 8;
/** Kaiser window for 66 dB: 6 dB below what is promised, to cover rounding and the edge of the band. */
const stopbandDb = 66;
const kaiserBeta = 0.1102 * (stopbandDb - 8.7);
/** Rows of the filter table at most; rates that need more phases are interpolated between rows. */
const maxPhases = 512;
const blockFrames = 128;

/**
 * Streaming sample-rate converter: a windowed sinc, cut to its phases once, run over whatever arrives. Output frame
 * n is the input at time n / `outputRateHz` exactly, however the input is split; it comes out once `delayMs` of input
 * beyond that time is there (1 ms towards 16 kHz). Equal rates pass through untouched.
 */
export class Resampler {
  /** How much newer the newest input is than the newest output. */
  readonly delayMs: number;
  readonly #inputPerOutput: number;
  readonly #step: number;
  readonly #phases: number;
  readonly #rows: number;
  readonly #half: number;
  readonly #table: Float32Array;
  /** The last `2·half` inputs, then room for one block. */
  readonly #window: Float32Array;
  /** Index in `#window` of the input at or before the next output, in whole frames … */
  #at: number;
  /** … and the rest, in units of 1/`#phases` frame. Integers: the position never drifts. */
  #phase = 0;

  /** Rates are whole numbers of Hz above 0. Allocates everything that it will ever need. */
  constructor(inputRateHz: number, outputRateHz: number) {
    invariant(isRate(inputRateHz) && isRate(outputRateHz), `rates ${inputRateHz} → ${outputRateHz}`);
    const divisor = greatestCommonDivisor(inputRateHz, outputRateHz);
    this.#inputPerOutput = inputRateHz / outputRateHz;
    this.#step = inputRateHz / divisor;
    this.#phases = outputRateHz / divisor;
    this.#rows = Math.min(this.#phases, maxPhases);
    const same = inputRateHz === outputRateHz;
    const bandHz = Math.min(inputRateHz, outputRateHz);
    this.#half = same ? 0 : Math.ceil((kaiserWidth / transition / 2) * (inputRateHz / bandHz));
    this.#table = same ? new Float32Array(0) : filterTable(this.#half, this.#rows, bandHz / inputRateHz);
    this.#window = new Float32Array(2 * this.#half + blockFrames);
    this.#at = 2 * this.#half;
    this.delayMs = (this.#half / inputRateHz) * 1000;
  }

  /** Most output frames that so much input, or `finish`, can give. */
  outputRoom(inputFrames: number): number {
    return Math.ceil((inputFrames + this.#half) / this.#inputPerOutput) + 1;
  }

  /**
   * Converts the first `count` samples and answers how many frames it wrote to the start of `output`.
   * Allocates nothing.
   */
  process(input: Float32Array, output: Float32Array, count = input.length): number {
    if (this.#half === 0) {
      for (let i = 0; i < count; i += 1) output[i] = input[i] ?? 0;
      return count;
    }
    let written = 0;
    for (let from = 0; from < count; from += blockFrames) {
      const frames = Math.min(blockFrames, count - from);
      this.#append(input, from, frames);
      written = this.#convert(output, written, frames);
    }
    return written;
  }

  /**
   * The input is over: writes what is still inside, as if silence followed, and answers its length. In all,
   * ⌈input · output rate / input rate⌉ frames have come out then. The resampler is ready for another stream.
   */
  finish(output: Float32Array): number {
    if (this.#half === 0) return 0;
    let written = 0;
    for (let left = this.#half; left > 0; left -= blockFrames) {
      const frames = Math.min(blockFrames, left);
      this.#append(silence, 0, frames);
      written = this.#convert(output, written, frames);
    }
    this.#window.fill(0);
    this.#at = 2 * this.#half;
    this.#phase = 0;
    return written;
  }

  /** Puts one block behind the history. Element by element: views would be garbage on the audio thread. */
  #append(input: Float32Array, from: number, frames: number): void {
    const history = 2 * this.#half;
    for (let i = 0; i < frames; i += 1) this.#window[history + i] = input[from + i] ?? 0;
  }

  /** Computes every output whose last tap is inside, then moves the window on by the block. */
  #convert(output: Float32Array, from: number, frames: number): number {
    let written = from;
    const end = 2 * this.#half + frames;
    while (this.#at + this.#half < end) {
      output[written] = this.#filter();
      written += 1;
      this.#advance();
    }
    this.#window.copyWithin(0, frames, end);
    this.#at -= frames;
    return written;
  }

  #advance(): void {
    this.#phase += this.#step;
    const whole = Math.floor(this.#phase / this.#phases);
    this.#at += whole;
    this.#phase -= whole * this.#phases;
  }

  /** One output frame: the taps of its phase over the inputs around it. */
  #filter(): number {
    const position = (this.#phase * this.#rows) / this.#phases;
    const row = Math.floor(position);
    const between = position - row;
    const sum = this.#dot(row);
    return between === 0 ? sum : sum + between * (this.#dot(row + 1) - sum);
  }

  #dot(row: number): number {
    const taps = 2 * this.#half;
    const table = this.#table;
    const window = this.#window;
    const first = this.#at - this.#half + 1;
    const offset = row * taps;
    let sum = 0;
    for (let i = 0; i < taps; i += 1) sum += (table[offset + i] ?? 0) * (window[first + i] ?? 0);
    return sum;
  }
}

const silence = new Float32Array(blockFrames);

/** Length of a Kaiser-windowed filter in frames, times its transition width in parts of the rate. */
const kaiserWidth = (stopbandDb - 7.95) / 14.36;

/**
 * Rows 0 … `rows` (the last repeats the first, one frame on) of 2·`half` taps each: the low-pass at `band` of the
 * input's rate, seen from an output that lies row/rows after an input. Each row sums to 1, so that silence stays
 * silent and a constant stays constant.
 */
function filterTable(half: number, rows: number, band: number): Float32Array {
  const taps = 2 * half;
  const table = new Float32Array((rows + 1) * taps);
  for (let row = 0; row <= rows; row += 1) {
    const values = Array.from({ length: taps }, (_, i) => tap(i - half + 1 - row / rows, half, band));
    const sum = values.reduce((total, value) => total + value, 0);
    table.set(
      values.map((value) => value / sum),
      row * taps,
    );
  }
  return table;
}

function tap(distance: number, half: number, band: number): number {
  const edge = distance / half;
  if (Math.abs(edge) >= 1) return 0;
  return sinc(distance * band) * (besselI0(kaiserBeta * Math.sqrt(1 - edge * edge)) / besselI0(kaiserBeta));
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of order 0, by its series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function isRate(rateHz: number): boolean {
  return Number.isInteger(rateHz) && rateHz > 0;
}
