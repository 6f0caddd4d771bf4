import type { ClockPair } from "../audio/clock-pair.ts";
import { type AudioPiece, type PieceHead, type TrackName, trackRateHz } from "./track.ts";

/**
 * A clock that falls back by so much against the page's either stood still, and then the piece ends exactly there, or
 * the page did, and then a piece more does no harm.
 */
const standstillMs = 100;

/**
 * Cuts what comes of one track into pieces of at most a second. What does not go on where the last frame was begins a
 * new piece, so that within a piece nothing is missing.
 */
export class PieceCutter {
  readonly #callId: string;
  readonly #track: TrackName;
  readonly #onPiece: (piece: AudioPiece) => void;
  readonly #samples: Int16Array;
  #filled = 0;
  #firstFrame = 0;
  /** One for each chunk or block in the piece. */
  #clocks: ClockPair[] = [];
  #beganMs = 0;
  #index = 0;
  #run = 0;

  /**
   * @param onPiece gets each piece with a buffer of its own
   * @param after the last piece that there is: the clocks of its page are gone
   */
  constructor(
    callId: string,
    track: TrackName,
    onPiece: (piece: AudioPiece) => void,
    after?: Pick<PieceHead, "index" | "run">,
  ) {
    this.#callId = callId;
    this.#track = track;
    this.#onPiece = onPiece;
    this.#samples = new Int16Array(trackRateHz[track]);
    if (after === undefined) return;
    this.#index = after.index + 1;
    this.#run = after.run + 1;
  }

  /** Adds a copy. @param clock when a frame of this run was @param nowMs about when this came, `Clock.now()` */
  add(samples: Int16Array, firstFrame: number, clock: ClockPair, nowMs: number): void {
    if (!this.#goesOn(firstFrame, clock)) this.cut();
    for (let taken = 0; taken < samples.length; ) {
      if (this.#filled === 0) this.#begin(firstFrame + taken, nowMs);
      const count = Math.min(samples.length - taken, this.#samples.length - this.#filled);
      this.#samples.set(samples.subarray(taken, taken + count), this.#filled);
      this.#filled += count;
      this.#clocks.push(clock);
      taken += count;
      if (this.#filled === this.#samples.length) this.cut();
    }
  }

  /** Ends the piece, if there is one. */
  cut(): void {
    const clock = this.#bestClock();
    if (clock === undefined) return;
    this.#onPiece({
      callId: this.#callId,
      track: this.#track,
      index: this.#index,
      run: this.#run,
      firstFrame: this.#firstFrame,
      frames: this.#filled,
      clock,
      pcm: this.#samples.slice(0, this.#filled).buffer,
    });
    this.#index += 1;
    this.#filled = 0;
    this.#clocks = [];
  }

  /** Ends the piece if it began before then, `Clock.now()`. */
  cutIfOlder(thanMs: number): void {
    if (this.#filled > 0 && this.#beganMs <= thanMs) this.cut();
  }

  /** What comes from now on counts its frames anew. */
  restart(): void {
    this.cut();
    this.#run += 1;
  }

  #begin(firstFrame: number, nowMs: number): void {
    this.#firstFrame = firstFrame;
    this.#beganMs = nowMs;
  }

  #goesOn(firstFrame: number, clock: ClockPair): boolean {
    const newest = this.#clocks.at(-1);
    if (newest === undefined || firstFrame !== this.#firstFrame + this.#filled) return false;
    return this.#lateMs(clock) - this.#lateMs(newest) < standstillMs;
  }

  /**
   * Chunks of the microphone are dated by their messages, which can be late and never early: the earliest is best. The
   * speaker's clock is read, a little wrong in both directions: the one in the middle is best.
   */
  #bestClock(): ClockPair | undefined {
    const byLateness = this.#clocks.toSorted((a, b) => this.#lateMs(a) - this.#lateMs(b));
    return this.#track === "user" ? byLateness[0] : byLateness[byLateness.length >> 1];
  }

  /** How late the page's clock is against this one, up to a constant of the run. */
  #lateMs({ frame, atMs }: ClockPair): number {
    return atMs - (frame / trackRateHz[this.#track]) * 1000;
  }
}
