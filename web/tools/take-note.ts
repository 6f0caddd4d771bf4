import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { keepNote } from "./support/notes.ts";
import { valibotInput } from "./support/valibot-input.ts";

const text = v.pipe(
  v.string(),
  v.regex(/\S/),
  v.maxLength(2000),
  v.description("The note in full sentences, understandable on its own."),
);

export const tool = defineTool({
  name: "take_note",
  description:
    "Keeps a note for the user on this device: what was decided, is to be done or to be remembered. Do not speak about it unless the user asked for the note.",
  input: valibotInput(v.object({ text })),
  scheduling: "SILENT",
  async run(args, context) {
    const note = { text: args.text.trim(), createdAtMs: context.now() };
    await keepNote(context.store, note, context.callId);
    context.show({ kind: "text", title: toTranslate("Note"), text: note.text });
    return { status: "ok", sentence: "The note is kept." };
  },
});
