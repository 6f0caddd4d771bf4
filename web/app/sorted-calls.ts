import type { CallRecord } from "../core/history/record.ts";

/** Calls in the order of the list: newest first, of the same time by id. Every change makes a new array. */
export class SortedCalls {
  #all: readonly CallRecord[] = [];

  get all(): readonly CallRecord[] {
    return this.#all;
  }

  /** Adds calls, or replaces those of the same id. */
  put(records: readonly CallRecord[]): void {
    if (records.length === 0) return;
    const fresh = new Set(records.map(({ id }) => id));
    const others = this.#all.filter(({ id }) => !fresh.has(id));
    // What comes is nearly always older or newer than all the rest, which leaves a sort of sorted runs little to do.
    this.#all = [...others, ...records].sort(byAge);
  }

  remove(ids: readonly string[]): void {
    const gone = new Set(ids);
    if (this.#all.some(({ id }) => gone.has(id))) this.#all = this.#all.filter(({ id }) => !gone.has(id));
  }
}

function byAge(one: CallRecord, other: CallRecord): number {
  if (one.startedAtMs !== other.startedAtMs) return other.startedAtMs - one.startedAtMs;
  return one.id < other.id ? -1 : Number(one.id > other.id);
}
