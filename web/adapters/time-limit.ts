import type { Clock } from "../core/ports.ts";

/** A signal that aborts with its parent or after a time, whichever is first. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Rejects once the signal aborts: with an `AbortError` or with the error of the limit. */
  readonly reached: Promise<never>;
  /** Stops the clock and lets go of the parent. */
  dispose(): void;
}

/** Starts a limit; `late` makes the error that it rejects with when the time is over. */
export function timeLimit(parent: AbortSignal, limitMs: number, clock: Clock, late: () => Error): TimeLimit {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("The operation was aborted", "AbortError"));
  const cancelTimer = clock.setTimer(limitMs, () => controller.abort(late()));
  if (parent.aborted) abort();
  else parent.addEventListener("abort", abort, { once: true });
  const reached = rejectionOf(controller.signal);
  // Whoever waits for it races it against work; when the work wins, nobody is left to hear the rejection.
  reached.catch(() => undefined);
  return {
    signal: controller.signal,
    reached,
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
