import type { Clock } from "../core/ports.ts";
import { type AbortLimit, abortLimit } from "./abort-limit.ts";

/** A signal that aborts with its parent or after a time, whichever is first. */
export interface TimeLimit extends Pick<AbortLimit, "signal" | "reached"> {
  /** Stops the clock and lets go of the parent. */
  dispose(): void;
}

/** Starts a limit; `late` makes the error that it rejects with when the time is over. */
export function timeLimit(parent: AbortSignal, limitMs: number, clock: Clock, late: () => Error): TimeLimit {
  const { signal, reached, reach, release } = abortLimit(parent);
  const cancelTimer = clock.setTimer(limitMs, () => reach(late()));
  return {
    signal,
    reached,
    dispose() {
      cancelTimer();
      release();
    },
  };
}
