import type { StoredRecord, ToolStore } from "../../web/core/tools/tool-store.ts";

/** A tool store without a device. Values are copied, as a database does. */
export class MemoryToolStore implements ToolStore {
  readonly #collections = new Map<string, Map<string, unknown>>();

  async collections(): Promise<readonly string[]> {
    return [...this.#collections].flatMap(([name, { size }]) => (size > 0 ? [name] : [])).sort();
  }

  async all(collection: string): Promise<readonly StoredRecord[]> {
    const records = [...(this.#collections.get(collection) ?? [])].map(([id, value]) => ({ id, value }));
    return structuredClone(records.sort((one, other) => (one.id < other.id ? -1 : 1)));
  }

  async get(collection: string, id: string): Promise<unknown> {
    return structuredClone(this.#collections.get(collection)?.get(id));
  }

  async put(collection: string, id: string, value: unknown): Promise<void> {
    const records = this.#collections.get(collection) ?? new Map<string, unknown>();
    this.#collections.set(collection, records.set(id, structuredClone(value)));
  }

  async delete(collection: string, id: string): Promise<void> {
    this.#collections.get(collection)?.delete(id);
  }
}
