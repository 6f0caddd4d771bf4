import type { Clock } from "../core/ports.ts";

/** Ends work that fell silent without an error. */
export interface SilenceLimit {
  /** Aborts with its parent, or after too long a silence. */
  readonly signal: AbortSignal;
  /** Rejects once the signal aborts: with an `AbortError` or with the error of the limit. */
  readonly reached: Promise<never>;
  /** The work gave a sign of life. */
  readonly heard: () => void;
  /** Stops the clock and lets go of the parent. */
  dispose(): void;
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
  const controller = new AbortController();
  let silentLooks = 0;
  let cancelTimer = clock.setTimer(limitMs / looks, look);
  function look() {
    silentLooks += 1;
    if (silentLooks >= looks) controller.abort(late());
    else cancelTimer = clock.setTimer(limitMs / looks, look);
  }
  const abort = () => controller.abort(new DOMException("The operation was aborted", "AbortError"));
  if (parent.aborted) abort();
  else parent.addEventListener("abort", abort, { once: true });
  const reached = rejectionOf(controller.signal);
  // Whoever waits for it races it against work; when the work wins, nobody is left to hear the rejection.
  reached.catch(() => undefined);
  return {
    signal: controller.signal,
    reached,
    heard: () => {
      silentLooks = 0;
    },
    dispose() {
      cancelTimer();
      parent.removeEventListener("abort", abort);
    },
  };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
