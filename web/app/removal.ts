import { atom, type ReadableAtom } from "nanostores";
import { StorageError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";

/** How long a removal can be undone. */
const undoMs = 8_000;

/** Calls that are deleted in one transaction: many at once hold the page up. */
const atOnce = 50;

export interface RemovalOptions {
  readonly clock: Clock;
  /** Deletes calls for good; nobody sees them any more when it is done. @throws StorageError */
  readonly destroy: (ids: readonly string[]) => Promise<void>;
  /** Told when calls could not be deleted; they are then shown again. */
  readonly onTrouble: (error: StorageError) => void;
}

/** What is removed together, and brought back together. */
interface Batch {
  readonly ids: readonly string[];
  readonly cancelTimer: () => void;
}

/** Deletes calls after a while in which that can be undone. */
export class Removal {
  readonly #options: RemovalOptions;
  readonly #removed = atom<readonly string[]>([]);
  /** Newest last. */
  #batches: readonly Batch[] = [];

  constructor(options: RemovalOptions) {
    this.#options = options;
  }

  /** Ids of calls that are not to be seen. */
  get removed(): ReadableAtom<readonly string[]> {
    return this.#removed;
  }

  remove(ids: readonly string[]): void {
    const known = new Set(this.#removed.get());
    const fresh = [...new Set(ids)].filter((id) => !known.has(id));
    if (fresh.length === 0) return;
    const cancelTimer = this.#options.clock.setTimer(undoMs, () => void this.#settle(batch));
    const batch: Batch = { ids: fresh, cancelTimer };
    this.#batches = [...this.#batches, batch];
    this.#removed.set([...known, ...fresh]);
  }

  /** Brings back what was removed last, or together with this call, and is not deleted yet. */
  undo(id?: string): void {
    const batch = this.#batches.findLast(({ ids }) => id === undefined || ids.includes(id));
    if (batch === undefined) return;
    this.#take(batch);
    this.#show(batch.ids);
  }

  /** Deletes everything that is removed, all at once, since the page may be about to go. Settles in every case. */
  async settle(): Promise<void> {
    await Promise.all(this.#batches.map((batch) => this.#settle(batch, batch.ids.length)));
  }

  async #settle(batch: Batch, size = atOnce): Promise<void> {
    this.#take(batch);
    try {
      for (let next = 0; next < batch.ids.length; next += size)
        await this.#options.destroy(batch.ids.slice(next, next + size));
    } catch (cause) {
      this.#options.onTrouble(
        cause instanceof StorageError ? cause : new StorageError("unavailable", { cause }),
      );
    }
    this.#show(batch.ids);
  }

  #take(batch: Batch): void {
    batch.cancelTimer();
    this.#batches = this.#batches.filter((other) => other !== batch);
  }

  #show(ids: readonly string[]): void {
    const shown = new Set(ids);
    this.#removed.set(this.#removed.get().filter((id) => !shown.has(id)));
  }
}
