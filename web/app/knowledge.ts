import { isObject } from "../core/live/wire.ts";
import type { StoredRecord, ToolStore } from "../core/tools/tool-store.ts";

/** A text that agents may look things up in. */
export interface KnowledgeFile {
  readonly id: string;
  readonly name: string;
  /** Length of its text. */
  readonly characters: number;
}

/** Where the tool that searches the files looks for them. */
const collection = "knowledge";

/** What Settings can do with the files. All of it may fail with a StorageError, or when the store's code cannot be loaded. */
export function knowledgeIntents(load: () => Promise<{ readonly store: ToolStore }>) {
  return {
    /** The files by name. */
    async knowledge(): Promise<readonly KnowledgeFile[]> {
      const { store } = await load();
      return (await store.all(collection)).flatMap(fileOf);
    },
    /** A file takes the place of another of its name. */
    async addKnowledge(name: string, text: string): Promise<void> {
      const { store } = await load();
      await store.put(collection, name, { name, text });
    },
    async removeKnowledge(id: string): Promise<void> {
      const { store } = await load();
      await store.delete(collection, id);
    },
  };
}

function fileOf({ id, value }: StoredRecord): readonly KnowledgeFile[] {
  if (!isObject(value)) return [];
  const { name, text } = value;
  return typeof name === "string" && typeof text === "string" ? [{ id, name, characters: text.length }] : [];
}
