import type { ClockPair } from "../audio/clock-pair.ts";

/** An audio clock in terms of the page's: `frame` is at `atMs`, and each frame lasts `msPerFrame`. */
export interface ClockLine extends ClockPair {
  readonly msPerFrame: number;
}

/** When a frame of the clock is, in ms on the page's clock. */
export function timeOf(line: ClockLine, frame: number): number {
  return line.atMs + (frame - line.frame) * line.msPerFrame;
}

/**
 * Lines through the pairs of one clock, in order of their frames: one, or several if the clock stood still or jumped
 * in between; each with the index of its first pair.
 */
export function fitClock(pairs: readonly ClockPair[], rateHz: number): readonly FittedLine[] {
  const first = pairs[0];
  if (first === undefined) return [];
  const points = pairs.map(({ frame, atMs }) => {
    const seconds = (frame - first.frame) / rateHz;
    return { seconds, lateMs: atMs - first.atMs - seconds * 1000 };
  });
  return splitAtSteps(withoutOutliers(points)).map(({ from, level, slope, seconds }) => ({
    from,
    frame: first.frame + seconds * rateHz,
    atMs: first.atMs + seconds * 1000 + level,
    msPerFrame: (1000 + slope) / rateHz,
  }));
}

export interface FittedLine extends ClockLine {
  readonly from: number;
}

/**
 * Pairs of messages that can be late and never early: a pair that is later than one after it allows was held up, by a
 * page that stood still, and is taken for as late as that one allows.
 */
export function undelayed(pairs: readonly ClockPair[], rateHz: number): readonly ClockPair[] {
  const freed = [...pairs];
  let next: ClockPair | undefined;
  for (let i = freed.length - 1; i >= 0; i -= 1) {
    const pair = pairs[i];
    if (pair === undefined) continue;
    if (next !== undefined) {
      const seconds = (next.frame - pair.frame) / rateHz;
      const latestMs = next.atMs - seconds * (1000 - maxDriftMsPerSecond);
      if (pair.atMs > latestMs) freed[i] = { frame: pair.frame, atMs: latestMs };
    }
    next = freed[i];
  }
  return freed;
}

/** A pair as a point: how late its clock is against the nominal rate, since the first pair. */
interface Point {
  readonly seconds: number;
  readonly lateMs: number;
}

interface Line {
  readonly from: number;
  /** The middle of its points, and how late it is there. */
  readonly seconds: number;
  readonly level: number;
  /** ms a second. */
  readonly slope: number;
}

/** Crystals are within 100 ppm, and the page's clock is slewed by 500 ppm at most. */
const maxDriftMsPerSecond = 0.5;
/** A lone pair that is off by more, while both sides of it agree, is no news of the clock. */
const outlierMs = 3;
/**
 * Drift that is expected, 100 ppm, and how right pairs are. Together they hold the rate of a short stretch, whose noise
 * would be taken for drift.
 */
const expectedDriftMsPerSecond = 0.1;
const noiseMs = 0.5;
const ridge = (noiseMs / expectedDriftMsPerSecond) ** 2;
/** What a step must spare in squared errors (ms²): one of 5 ms is seen in two pairs, one of 1 ms in a hundred. */
const stepWorth = 25;

function withoutOutliers(points: readonly Point[]): readonly Point[] {
  const late = (i: number) => points[i]?.lateMs ?? Number.NaN;
  return points.map((point, i) => {
    for (const before of [late(i - 1), late(i - 2)]) {
      for (const after of [late(i + 1), late(i + 2)]) {
        const agreed = Math.abs(before - after) <= outlierMs;
        const off = Math.min(Math.abs(point.lateMs - before), Math.abs(point.lateMs - after));
        if (agreed && off > outlierMs) return { seconds: point.seconds, lateMs: (before + after) / 2 };
      }
    }
    return point;
  });
}

/** Splits where that makes the lines fit plainly better, and those parts again. */
function splitAtSteps(points: readonly Point[]): readonly Line[] {
  const lines: Line[] = [];
  const left = [{ from: 0, to: points.length }];
  for (let range = left.pop(); range !== undefined; range = left.pop()) {
    const sums = new Sums(points, range.from, range.to);
    const step = sums.bestStep();
    if (step === undefined) lines.push({ from: range.from, ...sums.line() });
    else left.push({ from: step, to: range.to }, { from: range.from, to: step });
  }
  return lines;
}

/** Running sums over a range of points, so that the line of any part of it costs nothing. */
class Sums {
  readonly #from: number;
  readonly #count: number;
  /** Counted from the first point of the range: large numbers would eat the small differences. */
  readonly #origin: Point;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #xx: Float64Array;
  readonly #xy: Float64Array;
  readonly #yy: Float64Array;

  constructor(points: readonly Point[], from: number, to: number) {
    this.#from = from;
    this.#count = to - from;
    this.#origin = points[from] ?? { seconds: 0, lateMs: 0 };
    const sums = () => new Float64Array(this.#count + 1);
    [this.#x, this.#y, this.#xx, this.#xy, this.#yy] = [sums(), sums(), sums(), sums(), sums()];
    for (let i = 0; i < this.#count; i += 1) {
      const x = (points[from + i]?.seconds ?? 0) - this.#origin.seconds;
      const y = (points[from + i]?.lateMs ?? 0) - this.#origin.lateMs;
      add(this.#x, i, x);
      add(this.#y, i, y);
      add(this.#xx, i, x * x);
      add(this.#xy, i, x * y);
      add(this.#yy, i, y * y);
    }
  }

  /** The line of the whole range. */
  line(): Omit<Line, "from"> {
    const fit = this.#fit(0, this.#count);
    return {
      seconds: this.#origin.seconds + fit.x,
      level: this.#origin.lateMs + fit.y,
      slope: fit.slope,
    };
  }

  /** Index of the first point after the step that is worth most, if one is worth it. */
  bestStep(): number | undefined {
    let best: number | undefined;
    let least = this.#fit(0, this.#count).error - stepWorth;
    for (let k = 1; k < this.#count; k += 1) {
      const error = this.#fit(0, k).error + this.#fit(k, this.#count).error;
      if (error >= least) continue;
      least = error;
      best = this.#from + k;
    }
    return best;
  }

  /** Least squares over points `a` to `b`, with a slope that has to be earned. */
  #fit(a: number, b: number) {
    const n = b - a;
    const x = between(this.#x, a, b) / n;
    const y = between(this.#y, a, b) / n;
    const xx = between(this.#xx, a, b) - n * x * x;
    const xy = between(this.#xy, a, b) - n * x * y;
    const yy = between(this.#yy, a, b) - n * y * y;
    const slope = xy / (xx + ridge);
    return { x, y, slope, error: yy - slope * xy };
  }
}

function add(sums: Float64Array, i: number, value: number): void {
  sums[i + 1] = (sums[i] ?? 0) + value;
}

function between(sums: Float64Array, a: number, b: number): number {
  return (sums[b] ?? 0) - (sums[a] ?? 0);
}
