import type { DBSchema } from "idb";
import type { ActiveCall } from "../core/call/active-call.ts";
import type { ActiveCallStore } from "../core/ports.ts";
import { IdbDatabase } from "./idb-database.ts";

interface ActiveCallDatabase extends DBSchema {
  active: { key: string; value: ActiveCall };
}

const key = "call";

/**
 * ActiveCallStore in an IndexedDB database of its own: no backup reads it, and its being there tells a page that a call
 * was made from here before. What localStorage keeps is lost with the browser for seconds; this is not.
 */
export class IdbActiveCall implements ActiveCallStore {
  readonly #database: IdbDatabase<ActiveCallDatabase>;

  constructor({ name = "parley-active-call" }: { readonly name?: string } = {}) {
    this.#database = new IdbDatabase({
      name,
      steps: [(database) => database.createObjectStore("active")],
    });
  }

  load(): Promise<ActiveCall | undefined> {
    return this.#database.use((database) => database.get("active", key));
  }

  save(call: ActiveCall): Promise<void> {
    return this.#database.use(async (database) => {
      await database.put("active", call, key);
    });
  }

  clear(): Promise<void> {
    return this.#database.use((database) => database.delete("active", key));
  }

  /** Lets go of the database; the next use opens it again. */
  close(): Promise<void> {
    return this.#database.close();
  }
}
