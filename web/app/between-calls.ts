import type { ReadableAtom } from "nanostores";
import { inCall } from "../core/call/in-call.ts";
import type { CallState } from "../core/call/state.ts";
import { isAbort } from "../core/errors.ts";

/** The call that a person makes, as far as other work has to know of it. */
export type LiveCall = ReadableAtom<Pick<CallState, "phase">>;

/** Resolves when the person is in no call. @throws AbortError */
export function callOver(live: LiveCall, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      stop();
      reject(new DOMException("The operation was aborted", "AbortError"));
    };
    // Called at once with the call as it is, when there is nothing to stop yet.
    let stop = () => {};
    const look: Parameters<LiveCall["listen"]>[0] = ({ phase }) => {
      if (inCall(phase)) return;
      stop();
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    if (signal?.aborted) return abort();
    if (!inCall(live.get().phase)) return resolve();
    signal?.addEventListener("abort", abort, { once: true });
    stop = live.listen(look);
  });
}

/**
 * Does work while the person is in no call: one that begins stops it, and it is done anew when that is over.
 *
 * @param work stops when its signal aborts, and can be done again then
 * @param onStopped told each time when a call has stopped it
 * @throws what the work throws; AbortError when the signal aborts
 */
export async function betweenCalls(
  live: LiveCall,
  work: (signal: AbortSignal) => Promise<void>,
  onStopped: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (true) {
    await callOver(live, signal);
    const stop = new AbortController();
    const stopListening = live.listen(({ phase }) => {
      if (inCall(phase)) stop.abort();
    });
    try {
      return await work(AbortSignal.any([signal, stop.signal]));
    } catch (error) {
      if (signal.aborted || !stop.signal.aborted || !isAbort(error)) throw error;
      onStopped();
    } finally {
      stopListening();
    }
  }
}
