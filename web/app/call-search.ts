import { StorageError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { CallIndex, type CallMatch } from "../core/history/search.ts";
import type { Clock } from "../core/ports.ts";
import { breath, everyCall, everyEntry, inSlices } from "./every-call.ts";

/** Calls whose changes are taken in at once. */
const changesAtOnce = 20;

export interface CallSearchOptions {
  readonly store: CallStore;
  readonly clock: Clock;
  /** Resolves when nothing that matters more than reading ahead is going on. */
  readonly calm: () => Promise<void>;
}

/** Searches all calls; what it knows of them is read with the first search and kept up to date from then on. */
export class CallSearch {
  readonly #store: CallStore;
  readonly #clock: Clock;
  readonly #calm: () => Promise<void>;
  /** Resolves when somebody waits for an answer. */
  readonly #wanted: Promise<void>;
  #want: () => void = () => {};
  /** What has changed since it was read. */
  readonly #changed = new Set<string>();
  #index: Promise<CallIndex> | undefined;
  /** Ends when earlier searches have taken in what had changed. */
  #catchingUp: Promise<void> = Promise.resolve();

  constructor({ store, clock, calm }: CallSearchOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#calm = calm;
    this.#wanted = new Promise((resolve) => {
      this.#want = resolve;
    });
  }

  /** Reads what a search needs, so that the first one does not have to wait. Settles in every case. */
  async prepare(): Promise<void> {
    // A search that is really wanted tells what is wrong.
    await this.#built().catch(() => undefined);
  }

  /** @throws StorageError */
  async search(query: string): Promise<readonly CallMatch[]> {
    if (query.trim() === "") return [];
    this.#want();
    const index = await this.#built();
    const before = this.#catchingUp;
    const catchingUp = before.then(() => this.#catchUp(index));
    // Whoever searches next tries again what failed for this one.
    this.#catchingUp = catchingUp.catch(() => undefined);
    await catchingUp;
    return index.search(query);
  }

  #built(): Promise<CallIndex> {
    if (this.#index !== undefined) return this.#index;
    const stop = this.#store.onChange(({ ids }) => {
      for (const id of ids) this.#changed.add(id);
    });
    this.#index = this.#build().catch((cause: unknown) => {
      stop();
      this.#index = undefined;
      throw cause instanceof StorageError ? cause : new StorageError("unavailable", { cause });
    });
    return this.#index;
  }

  async #build(): Promise<CallIndex> {
    const index = new CallIndex();
    const allowed = () => Promise.race([this.#wanted, this.#calm()]);
    await allowed();
    for await (const records of everyCall(this.#store, this.#clock)) {
      await inSlices(records, this.#clock, (record) => index.putCall(record));
      await allowed();
    }
    for await (const entries of everyEntry(this.#store, this.#clock)) {
      await inSlices(entries, this.#clock, ({ callId, entry }) => index.putEntry(callId, entry));
      await allowed();
    }
    return index;
  }

  async #catchUp(index: CallIndex): Promise<void> {
    while (this.#changed.size > 0) {
      const ids = [...this.#changed].slice(0, changesAtOnce);
      for (const id of ids) this.#changed.delete(id);
      try {
        await Promise.all(ids.map((id) => this.#takeIn(index, id)));
      } catch (error) {
        for (const id of ids) this.#changed.add(id);
        throw error;
      }
      if (this.#changed.size > 0) await breath(this.#clock);
    }
  }

  async #takeIn(index: CallIndex, id: string): Promise<void> {
    const [record, entries] = await Promise.all([this.#store.getCall(id), this.#store.entries(id)]);
    if (record === undefined) return index.remove(id);
    index.putCall(record);
    for (const entry of entries) index.putEntry(id, entry);
  }
}
