import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { StorageError, type StorageReason } from "../core/errors.ts";
import type { ToolStore } from "../core/tools/tool-store.ts";

interface ToolDatabase extends DBSchema {
  records: {
    key: [collection: string, id: string];
    value: { readonly collection: string; readonly id: string; readonly value: unknown };
  };
}

type Database = IDBPDatabase<ToolDatabase>;

/** One change of the database's shape. */
export type UpgradeStep = (database: Database) => void;

/** From each version to the next: a database of version n has gone through the first n. Only ever appended to. */
export const upgradeSteps: readonly UpgradeStep[] = [
  (database) => {
    database.createObjectStore("records", { keyPath: ["collection", "id"] });
  },
];

export interface IdbToolStoreOptions {
  readonly name?: string;
  readonly steps?: readonly UpgradeStep[];
}

/** ToolStore in IndexedDB. Opened when first needed, and again after the browser or another tab has closed it. */
export class IdbToolStore implements ToolStore {
  readonly #name: string;
  readonly #steps: readonly UpgradeStep[];
  #opened: Promise<Database> | undefined;

  constructor({ name = "parley-tools", steps = upgradeSteps }: IdbToolStoreOptions = {}) {
    this.#name = name;
    this.#steps = steps;
  }

  all(collection: string) {
    // Arrays sort after every text, so this is the whole collection.
    const whole = IDBKeyRange.bound([collection], [collection, []]);
    return this.#with(async (database) => {
      const records = await database.getAll("records", whole);
      return records.map(({ id, value }) => ({ id, value }));
    });
  }

  get(collection: string, id: string): Promise<unknown> {
    return this.#with(async (database) => (await database.get("records", [collection, id]))?.value);
  }

  put(collection: string, id: string, value: unknown): Promise<void> {
    return this.#with(async (database) => {
      await database.put("records", { collection, id, value });
    });
  }

  delete(collection: string, id: string): Promise<void> {
    return this.#with((database) => database.delete("records", [collection, id]));
  }

  /** Lets go of the database; the next use opens it again. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened?.catch(() => undefined))?.close();
  }

  async #with<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      this.#opened ??= this.#open();
      return await work(await this.#opened);
    } catch (error) {
      throw storageError(error);
    }
  }

  async #open(): Promise<Database> {
    let giveUp: (error: StorageError) => void = () => undefined;
    const blocked = new Promise<never>((_resolve, reject) => {
      giveUp = reject;
    });
    const forget = () => {
      this.#opened = undefined;
    };
    const opening = openDB<ToolDatabase>(this.#name, this.#steps.length, {
      upgrade: (database, from) => {
        for (const step of this.#steps.slice(from)) step(database);
      },
      // Another tab with an older version does not let go.
      blocked: () => giveUp(new StorageError("blocked")),
      // Another tab needs a newer version: it must not wait for this one.
      blocking: () => void this.close(),
      terminated: forget,
    });
    try {
      return await Promise.race([opening, blocked]);
    } catch (error) {
      forget();
      // An opening that was given up may still succeed, and would then be in the way of others.
      opening.then((database) => database.close()).catch(() => undefined);
      throw error;
    }
  }
}

/** Everything that a database may fail with as a StorageError; what cannot be copied is the caller's mistake and stays. */
function storageError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof DOMException)) return error;
  if (error.name === "DataCloneError") return error;
  const reason: StorageReason = error.name === "QuotaExceededError" ? "quota" : "unavailable";
  return new StorageError(reason, { cause: error });
}
