import type { Clock } from "../core/ports.ts";
import { abortLimit } from "./abort-limit.ts";
import type { TimeLimit } from "./time-limit.ts";

/** Ends work that fell silent without an error: aborts with its parent, or after too long a silence. */
export interface SilenceLimit extends TimeLimit {
  /** The work gave a sign of life. */
  readonly heard: () => void;
}

/** Looks this often within the limit. */
const looks = 6;

/**
 * Counts silence in looks, not by the time that went by: a phone that sleeps stops the work and the page together, and
 * must not find the work overdue when it wakes.
 *
 * @param late makes the error that it rejects with
 */
export function silenceLimit(
  parent: AbortSignal,
  limitMs: number,
  clock: Clock,
  late: () => Error,
): SilenceLimit {
  const { signal, reached, reach, release } = abortLimit(parent);
  let silentLooks = 0;
  let cancelTimer = clock.setTimer(limitMs / looks, look);
  function look() {
    silentLooks += 1;
    if (silentLooks >= looks) reach(late());
    else cancelTimer = clock.setTimer(limitMs / looks, look);
  }
  return {
    signal,
    reached,
    heard: () => {
      silentLooks = 0;
    },
    dispose() {
      cancelTimer();
      release();
    },
  };
}
