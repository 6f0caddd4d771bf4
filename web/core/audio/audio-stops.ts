import type { AudioStop } from "./audio-change.ts";
import { captureRateHz } from "./capture-messages.ts";

/** Shorter ones are silence in the recording, and no news. */
const leastStopMs = 1_000;
/**
 * A page that was held up hears at once all that was said meanwhile, and its sound is as late as ever a moment later;
 * after a stop of the sound it stays late for longer than this.
 */
const settledMs = 300;
/** By so much a microphone's clock may run behind the page's, in ms a chunk of 20 ms: 200 ppm. */
const driftMs = 0.004;
/** Beats come about every second, and later on a busy page. */
const longestBeatMs = 2_500;
/** The time of day may be set a little at any moment. */
const leastSleepMs = 5_000;

/**
 * Finds where the microphone's clock stood still against the page's. Fed with the end of every chunk and with
 * `beat`, about once a second, which tells a page that went on meanwhile from one that stood still as well.
 */
export class AudioStops {
  /** How late chunks are at best, up to a constant. */
  #leastLateMs: number | undefined;
  /** Until then the sound was in time. */
  #soundUntilMs = 0;
  /** Since the sound is late, and by how much at least. */
  #late: { readonly sinceMs: number; leastMs: number } | undefined;
  #beatMs: number | undefined;
  #wallAheadMs: number | undefined;
  /** Longest time between two beats since the sound was in time. */
  #longestPauseMs = 0;

  /**
   * A chunk came in.
   * @param endFrame the frame after its last one, at 16 kHz
   * @param atMs `Clock.now()`
   * @returns the stop that ended a moment ago, if one did
   */
  hear(endFrame: number, atMs: number): AudioStop | undefined {
    const lateMs = atMs - (endFrame / captureRateHz) * 1000;
    const leastMs = Math.min(lateMs, (this.#leastLateMs ?? lateMs) + driftMs);
    if (lateMs - leastMs < leastStopMs) {
      this.#leastLateMs = leastMs;
      this.#soundUntilMs = atMs - lateMs + leastMs;
      this.#late = undefined;
      this.#longestPauseMs = 0;
      return undefined;
    }
    this.#notePause(atMs);
    this.#late ??= { sinceMs: atMs, leastMs: lateMs };
    this.#late.leastMs = Math.min(this.#late.leastMs, lateMs);
    return atMs - this.#late.sinceMs < settledMs ? undefined : this.#end(this.#late.leastMs, leastMs);
  }

  /**
   * The page is alive. @param atMs `Clock.now()` @param wallMs the time of day, ms since the epoch
   * @returns a sleep that stopped the page's clock, too, if there was one since the last beat
   */
  beat(atMs: number, wallMs: number): AudioStop | undefined {
    this.#notePause(atMs);
    this.#beatMs = atMs;
    const aheadMs = wallMs - atMs;
    const sleptMs = aheadMs - (this.#wallAheadMs ?? aheadMs);
    this.#wallAheadMs = aheadMs;
    if (sleptMs < leastSleepMs) return undefined;
    return { type: "stopped", why: "asleep", fromMs: atMs, untilMs: atMs, lostMs: sleptMs };
  }

  #end(lateMs: number, leastMs: number): AudioStop {
    const lostMs = lateMs - leastMs;
    const fromMs = this.#soundUntilMs;
    const asleep = this.#longestPauseMs > Math.max(lostMs / 2, longestBeatMs);
    const why = asleep ? "asleep" : "interrupted";
    this.#leastLateMs = lateMs;
    this.#late = undefined;
    this.#longestPauseMs = 0;
    return { type: "stopped", why, fromMs, untilMs: fromMs + lostMs, lostMs };
  }

  #notePause(atMs: number): void {
    if (this.#beatMs !== undefined)
      this.#longestPauseMs = Math.max(this.#longestPauseMs, atMs - this.#beatMs);
  }
}
