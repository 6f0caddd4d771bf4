/**
 * Does the work while no other tab does any under this name; waits for its turn.
 *
 * @throws what the work throws; AbortError when the signal aborts before the work begins
 */
export async function alone(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  // It is there on https and localhost only, which its type does not know.
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(name, { signal }, work);
}
