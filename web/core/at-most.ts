import type { Clock } from "./ports.ts";

/** Settles when the work does, or after so long without it. @throws what the work throws by then */
export async function atMost(
  limitMs: number,
  work: Promise<unknown>,
  clock: Pick<Clock, "setTimer">,
): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.setTimer(limitMs, resolve);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
