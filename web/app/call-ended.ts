import type { CallStore } from "../core/history/call-store.ts";

/**
 * Resolves once a call does not run any more, or is gone. When it ends, its last sound and its last words are stored by
 * different hands, and either may be first.
 *
 * @throws StorageError; AbortError
 */
export function callEnded(
  store: Pick<CallStore, "getCall" | "onChange">,
  callId: string,
  signal: AbortSignal,
): Promise<void> {
  let stopListening = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    const look = () => {
      store.getCall(callId).then((record) => {
        if (record?.status !== "running") resolve();
      }, reject);
    };
    stopListening = store.onChange(({ ids }) => {
      if (ids.includes(callId)) look();
    });
    const abort = () => reject(new DOMException("The operation was aborted", "AbortError"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    look();
  });
  return ended.finally(stopListening);
}
