import { atom, onMount, type ReadableAtom } from "nanostores";
import { StorageError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Clock } from "../core/ports.ts";
import { ChangedCalls } from "./changed-calls.ts";
import { everyCall } from "./every-call.ts";
import type { CallList } from "./history-side.ts";
import { SortedCalls } from "./sorted-calls.ts";

/** As many as a screen shows at first, and a little more. */
const firstPage = 50;

/** With so many changes at once it is quicker to read everything anew. */
const manyChanges = 200;

export interface CallListOptions {
  readonly store: CallStore;
  readonly clock: Clock;
  /** Ids of calls that are not to be listed. */
  readonly hidden: ReadableAtom<readonly string[]>;
  /** Puts the store in order before the list is read; settles in every case. */
  readonly prepare: () => Promise<void>;
  /** Told when all calls are listed. */
  readonly onComplete: () => void;
  /** Told when a change could not be read; the list then shows what was known. */
  readonly onTrouble: (error: StorageError) => void;
}

/** The list of all calls, read when somebody first looks at it and kept up to date from then on. */
export class CallListModel {
  readonly #list = atom<CallList>({ status: "loading" });
  readonly #options: CallListOptions;
  readonly #changed: ChangedCalls;
  #calls = new SortedCalls();
  /** Calls that have changed since reading began: what the pages say of them may be old. */
  #touched = new Set<string>();
  /** Counts the readings; what an earlier one brings is not wanted any more. */
  #reading = 0;
  #isComplete = false;

  constructor(options: CallListOptions) {
    this.#options = options;
    const { store, hidden, onTrouble } = options;
    this.#changed = new ChangedCalls({ refresh: (ids) => this.#refresh(ids), onTrouble });
    onMount(this.#list, () => {
      if (this.#reading > 0) return;
      store.onChange(({ ids }) => this.#changed.add(ids));
      this.reload();
    });
    hidden.listen(() => this.#publish());
  }

  get list(): ReadableAtom<CallList> {
    return this.#list;
  }

  /** Reads everything anew. A list that is shown stays until all of the new one is there. */
  reload(): void {
    this.#reading += 1;
    if (this.#list.get().status === "failed") this.#list.set({ status: "loading" });
    void this.#read(this.#reading);
  }

  /** Takes calls off the list that are deleted, without waiting to be told. */
  drop(ids: readonly string[]): void {
    this.#touched = new Set([...this.#touched, ...ids]);
    this.#calls.remove(ids);
    this.#publish();
  }

  async #read(reading: number): Promise<void> {
    try {
      await this.#options.prepare();
      if (reading !== this.#reading) return;
      this.#touched = new Set();
      const calls = new SortedCalls();
      // While an older list is shown, the new one is put together behind it.
      const isShown = this.#list.get().status === "ready";
      if (!isShown) this.#calls = calls;
      for await (const { records, isLast } of this.#pages()) {
        if (reading !== this.#reading) return;
        calls.put(records.filter(({ id }) => !this.#touched.has(id)));
        if (!isShown) this.#show(isLast);
      }
      if (isShown) this.#exchange(calls);
      this.#options.onComplete();
    } catch (cause) {
      if (reading !== this.#reading) return;
      const error = cause instanceof StorageError ? cause : new StorageError("unavailable", { cause });
      this.#list.set({ status: "failed", error });
    }
  }

  /** The first page is short, so that there is something to see soon. */
  async *#pages(): AsyncGenerator<{ readonly records: readonly CallRecord[]; readonly isLast: boolean }> {
    const { store, clock } = this.#options;
    const first = await store.listCalls({ limit: firstPage });
    yield { records: first, isLast: first.length < firstPage };
    if (first.length < firstPage) return;
    for await (const records of everyCall(store, clock, first.at(-1))) yield { records, isLast: false };
    yield { records: [], isLast: true };
  }

  #show(isComplete: boolean): void {
    this.#isComplete = isComplete;
    this.#list.set({ status: "ready", calls: this.#visible(), isComplete });
  }

  /** What has changed meanwhile is known better by the list that was shown. */
  #exchange(calls: SortedCalls): void {
    calls.remove([...this.#touched]);
    calls.put(this.#calls.all.filter(({ id }) => this.#touched.has(id)));
    this.#calls = calls;
    this.#show(true);
  }

  async #refresh(ids: readonly string[]): Promise<void> {
    if (ids.length > manyChanges) return this.reload();
    for (const id of ids) this.#touched.add(id);
    const records = await Promise.all(ids.map((id) => this.#options.store.getCall(id)));
    this.#calls.remove(ids.filter((_, index) => records[index] === undefined));
    this.#calls.put(records.filter((record) => record !== undefined));
    this.#publish();
  }

  #publish(): void {
    if (this.#list.get().status === "ready") this.#show(this.#isComplete);
  }

  #visible(): readonly CallRecord[] {
    const hidden = new Set(this.#options.hidden.get());
    const { all } = this.#calls;
    return hidden.size === 0 ? all : all.filter(({ id }) => !hidden.has(id));
  }
}
