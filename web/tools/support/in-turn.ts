/** The newest job of each owner, without its outcome. */
const newest = new WeakMap<object, Promise<void>>();

/**
 * Runs the job when all earlier jobs of the same owner are over, however they went. The model may call the same tool
 * several times at once; what reads, decides and then writes must not overlap.
 */
export function inTurn<T>(owner: object, job: () => Promise<T>): Promise<T> {
  const result = (newest.get(owner) ?? Promise.resolve()).then(job);
  const over = result.then(
    () => undefined,
    () => undefined,
  );
  newest.set(owner, over);
  return result;
}
