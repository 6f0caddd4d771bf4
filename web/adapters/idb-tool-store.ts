import type { DBSchema } from "idb";
import type { ToolStore } from "../core/tools/tool-store.ts";
import { IdbDatabase, type UpgradeStep } from "./idb-database.ts";

export interface ToolDatabase extends DBSchema {
  records: {
    key: [collection: string, id: string];
    value: { readonly collection: string; readonly id: string; readonly value: unknown };
  };
}

/** From each version to the next. */
export const upgradeSteps: readonly UpgradeStep<ToolDatabase>[] = [
  (database) => {
    database.createObjectStore("records", { keyPath: ["collection", "id"] });
  },
];

export interface IdbToolStoreOptions {
  readonly name?: string;
  readonly steps?: readonly UpgradeStep<ToolDatabase>[];
}

/** ToolStore in IndexedDB. */
export class IdbToolStore implements ToolStore {
  readonly #database: IdbDatabase<ToolDatabase>;

  constructor({ name = "parley-tools", steps = upgradeSteps }: IdbToolStoreOptions = {}) {
    this.#database = new IdbDatabase({ name, steps });
  }

  collections() {
    return this.#database.use(async (database) => {
      const keys = await database.getAllKeys("records");
      return [...new Set(keys.map(([collection]) => collection))];
    });
  }

  all(collection: string) {
    // Arrays sort after every text, so this is the whole collection.
    const whole = IDBKeyRange.bound([collection], [collection, []]);
    return this.#database.use(async (database) => {
      const records = await database.getAll("records", whole);
      return records.map(({ id, value }) => ({ id, value }));
    });
  }

  get(collection: string, id: string): Promise<unknown> {
    return this.#database.use(async (database) => (await database.get("records", [collection, id]))?.value);
  }

  put(collection: string, id: string, value: unknown): Promise<void> {
    return this.#database.use(async (database) => {
      await database.put("records", { collection, id, value });
    });
  }

  delete(collection: string, id: string): Promise<void> {
    return this.#database.use((database) => database.delete("records", [collection, id]));
  }

  /** Lets go of the database; the next use opens it again. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
