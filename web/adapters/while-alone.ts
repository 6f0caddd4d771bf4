/** Held by the one tab that makes a recording. */
const lockName = "parley-encode";

/**
 * Does the work while no other tab does any; where the browser has no locks, at once.
 * @throws what the work throws; AbortError when the signal aborts before its turn comes
 */
export async function whileAlone(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(lockName, { signal }, work);
}
