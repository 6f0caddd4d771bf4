import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import type { PastCall } from "../core/tools/history.ts";
import { defineTool } from "../core/tools/tool.ts";
import { spokenDay, timeOf } from "./support/calendar.ts";
import { counted, excerpt, oneLine, wordsOf } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const query = v.pipe(
  v.string(),
  v.regex(/\S/),
  v.maxLength(200),
  v.description("The words to look for, a few and telling ones; all of them must occur."),
);

const limit = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(5),
  v.description("How many conversations at most."),
);

const mostTurns = 3;
const turnLength = 240;

export const tool = defineTool({
  name: "search_past_conversations",
  description:
    "Searches what the user and you said in earlier calls on this device. Answers with the newest conversations in which the words occur, and what was said there.",
  input: valibotInput(v.object({ query, limit: v.optional(limit, 3) })),
  async run(args, context) {
    const found = await context.history.search(oneLine(args.query), args.limit);
    if (found.length === 0) {
      const sentence = "Nothing was found in earlier calls. Other words may help.";
      return { status: "no_results", sentence, retryable: false };
    }
    const words = wordsOf(args.query);
    const conversations = found.map((call) => ({
      when: `${spokenDay(call.startedAtMs, context.timeZone)}, ${timeOf(call.startedAtMs, context.timeZone)}`,
      title: call.title,
      said: said(call, words),
    }));
    context.show({
      kind: "list",
      title: toTranslate("Earlier calls"),
      items: conversations.map(({ when, title, said: [line] }) =>
        [when, title, line].filter(Boolean).join(" – "),
      ),
    });
    const [newest] = conversations;
    return {
      status: "ok",
      conversations,
      sentence: `Found ${counted(found.length, "call")}, the newest of ${newest?.when}.`,
    };
  },
});

/** What was said in the call with one of the words, and by whom. */
function said(call: PastCall, words: readonly string[]): readonly string[] {
  const turns = call.turns.filter(({ text }) => words.some((word) => text.toLowerCase().includes(word)));
  return turns
    .slice(0, mostTurns)
    .map(({ role, text }) => `${role === "user" ? "User" : "Agent"}: ${excerpt(text, words, turnLength)}`);
}
