import { setMaxListeners } from "node:events";

/** Wall time and timers, as the host gives them. Tests may bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once after `delayMs`; the returned function takes it back. */
  setTimer(delayMs: number, run: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Time as the conversation sees it: scale 0.1 makes it pass ten times as fast. Tokens stay on wall time. */
export class SessionTime {
  readonly #clock: Clock;
  readonly #scale: number;
  readonly #startMs: number;
  readonly #signal: AbortSignal;

  /** Once `signal` aborts, timers never fire and sleepers reject with its reason. */
  constructor(clock: Clock, scale: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#scale = scale;
    this.#startMs = clock.now();
    this.#signal = signal;
    // Of a backlog of speech each turn sleeps for itself.
    setMaxListeners(0, signal);
  }

  /** Session milliseconds since the connection opened. */
  now(): number {
    return (this.#clock.now() - this.#startMs) / this.#scale;
  }

  /** Runs `run` after so many session milliseconds, unless the session ends first. Returns the undo. */
  after(delayMs: number, run: () => void): () => void {
    if (this.#signal.aborted) return () => {};
    const cancel = this.#clock.setTimer(Math.max(0, delayMs) * this.#scale, () => {
      this.#signal.removeEventListener("abort", cancel);
      run();
    });
    this.#signal.addEventListener("abort", cancel, { once: true });
    return () => {
      this.#signal.removeEventListener("abort", cancel);
      cancel();
    };
  }

  /** Waits so many session milliseconds. Rejects with the reason of whichever signal aborts first. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#signal]);
    return new Promise((resolve, reject) => {
      if (either.aborted) return reject(either.reason);
      const stop = () => {
        cancel();
        reject(either.reason);
      };
      const cancel = this.after(delayMs, () => {
        either.removeEventListener("abort", stop);
        resolve();
      });
      either.addEventListener("abort", stop, { once: true });
    });
  }
}
