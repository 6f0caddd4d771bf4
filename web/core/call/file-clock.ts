import type { Clock } from "../ports.ts";

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
  cancel: () => void;
}

/**
 * A clock whose hands can run faster than those of the one behind it, so that sound which passes faster than it was
 * spoken still has the times at which it was. It starts at the present and never goes backwards.
 */
export class FileClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  #speed = 1;
  /** Where both clocks stood when the speed was last set. */
  #setAtMs: number;
  #behindMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#behindMs = clock.now();
    this.#setAtMs = this.#behindMs;
  }

  now(): number {
    return this.#setAtMs + (this.#clock.now() - this.#behindMs) * this.#speed;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { dueMs: this.now() + delayMs, callback, cancel: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      this.#timers.delete(timer);
      timer.cancel();
    };
  }

  /** @param speed above 0; 2 lets an hour pass in half of one. Timers that wait keep their moment on this clock. */
  setSpeed(speed: number): void {
    if (speed === this.#speed) return;
    this.#setAtMs = this.now();
    this.#behindMs = this.#clock.now();
    this.#speed = speed;
    for (const timer of this.#timers) {
      timer.cancel();
      this.#arm(timer);
    }
  }

  #arm(timer: Timer): void {
    const delayMs = Math.max(0, timer.dueMs - this.now()) / this.#speed;
    timer.cancel = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      timer.callback();
    });
  }
}
