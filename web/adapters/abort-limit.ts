/** A signal that aborts with its parent, or when a limit is reached. */
export interface AbortLimit {
  readonly signal: AbortSignal;
  /** Rejects once the signal aborts: with an `AbortError` or with the error of the limit. */
  readonly reached: Promise<never>;
  /** The limit is reached. */
  reach(error: Error): void;
  /** Lets go of the parent. */
  release(): void;
}

/** A limit that nothing has reached yet. */
export function abortLimit(parent: AbortSignal): AbortLimit {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("The operation was aborted", "AbortError"));
  if (parent.aborted) abort();
  else parent.addEventListener("abort", abort, { once: true });
  const reached = rejectionOf(controller.signal);
  // Whoever waits for it races it against work; when the work wins, nobody is left to hear the rejection.
  reached.catch(() => undefined);
  return {
    signal: controller.signal,
    reached,
    reach: (error) => controller.abort(error),
    release: () => parent.removeEventListener("abort", abort),
  };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
