import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { dayOf, timeOf } from "./support/calendar.ts";
import { allNotes } from "./support/notes.ts";
import { counted, shortened, wordsOf } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const query = v.pipe(
  v.string(),
  v.maxLength(200),
  v.description("Words that must occur in the note; leave it out for all notes."),
);

/** More could not be said, and would cost in every later turn. */
const atMost = 20;
const noteLength = 500;

export const tool = defineTool({
  name: "list_notes",
  description:
    "Lists the notes that were kept for the user on this device, newest first, also those of earlier calls.",
  input: valibotInput(v.object({ query: v.optional(query) })),
  async run(args, context) {
    const words = wordsOf(args.query ?? "");
    const found = (await allNotes(context.store)).filter(({ text }) =>
      words.every((word) => text.toLowerCase().includes(word)),
    );
    if (found.length === 0) {
      const sentence = words.length === 0 ? "There is no note yet." : "No note has these words.";
      return { status: "no_results", sentence, retryable: false };
    }
    const notes = found.slice(0, atMost).map(({ text, createdAtMs }) => ({
      taken: `${dayOf(createdAtMs, context.timeZone)} ${timeOf(createdAtMs, context.timeZone)}`,
      text: shortened(text, noteLength),
    }));
    const items = notes.map(({ taken, text }) => `${taken} – ${text}`);
    context.show({ kind: "list", title: toTranslate("Notes"), items });
    return {
      status: "ok",
      count: found.length,
      notes,
      sentence: `There are ${counted(found.length, "note")}.`,
    };
  },
});
