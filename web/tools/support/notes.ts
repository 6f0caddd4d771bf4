import * as v from "valibot";
import type { ToolStore } from "../../core/tools/tool-store.ts";

const collection = "notes";

export interface Note {
  readonly text: string;
  readonly createdAtMs: number;
}

const noteSchema = v.object({ text: v.string(), createdAtMs: v.number() });

/** Every note on this device, newest first. */
export async function allNotes(store: ToolStore): Promise<readonly Note[]> {
  const records = await store.all(collection);
  const notes = records.map(({ value }) => v.safeParse(noteSchema, value));
  return notes
    .flatMap((note) => (note.success ? [note.output] : []))
    .sort((one, other) => other.createdAtMs - one.createdAtMs);
}

/** Keeps a note. @param callId of the call that takes it: one note each */
export async function keepNote(store: ToolStore, note: Note, callId: string): Promise<void> {
  await store.put(collection, `${note.createdAtMs}-${callId}`, note);
}
