import type { Clock } from "../ports.ts";
import type { CallCommand, TimerName } from "./command.ts";

export interface CallTimersOptions {
  readonly clock: Clock;
  /** 0 ≤ n < 1, for what should not happen to everybody at once. */
  readonly random: () => number;
  /** What the speaker was given is heard this much later, in ms. */
  readonly soundLatencyMs: () => number;
  readonly onTimer: (timer: TimerName) => void;
}

/** The timers of one call, at most one of each name. */
export class CallTimers {
  readonly #options: CallTimersOptions;
  readonly #cancels = new Map<TimerName, () => void>();

  constructor(options: CallTimersOptions) {
    this.#options = options;
  }

  /** Starts a timer; one of that name that runs already is over. */
  set({
    timer,
    delayMs,
    spreadMs = 0,
    afterSound = false,
  }: Extract<CallCommand, { type: "set-timer" }>): void {
    this.clear(timer);
    const { clock, random, soundLatencyMs, onTimer } = this.#options;
    const soundMs = afterSound ? soundLatencyMs() : 0;
    const cancel = clock.setTimer(delayMs + spreadMs * random() + soundMs, () => {
      this.#cancels.delete(timer);
      onTimer(timer);
    });
    this.#cancels.set(timer, cancel);
  }

  clear(timer: TimerName): void {
    this.#cancels.get(timer)?.();
    this.#cancels.delete(timer);
  }

  clearAll(): void {
    for (const timer of [...this.#cancels.keys()]) this.clear(timer);
  }
}
