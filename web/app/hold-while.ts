import type { ReadableAtom } from "nanostores";
import type { WorkPlace } from "../core/work-place.ts";

/** Counts as work, in all tabs, for as long as the store says that something is under way. The answer stops following. */
export function holdWhile<T>(
  work: Pick<WorkPlace, "begin">,
  store: ReadableAtom<T>,
  isUnderWay: (state: T) => boolean,
): () => void {
  let end: (() => void) | undefined;
  const stop = () => {
    end?.();
    end = undefined;
  };
  const unsubscribe = store.subscribe((state) => {
    if (!isUnderWay(state)) stop();
    else end ??= work.begin();
  });
  return () => {
    unsubscribe();
    stop();
  };
}

/** Runs something that counts as work until it has settled. */
export async function undisturbed<T>(work: Pick<WorkPlace, "begin">, action: () => Promise<T>): Promise<T> {
  const end = work.begin();
  try {
    return await action();
  } finally {
    end();
  }
}
