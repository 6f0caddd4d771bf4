import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import type { StoredRecord } from "../core/tools/tool-store.ts";
import { passagesOf } from "./support/passages.ts";
import { simplified } from "./support/places.ts";
import { shortened } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const query = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(300),
  v.description("The words to look for, in the language of the documents."),
);

export const tool = defineTool({
  name: "search_knowledge",
  description:
    "Searches the documents that the user has added in Settings and gives the passages that fit best, with the name of the document to cite.",
  input: valibotInput(v.object({ query })),
  async run(args, context) {
    const documents = (await context.store.all("knowledge")).flatMap(documentOf);
    if (documents.length === 0) return noDocuments;
    const found = await search(documents.flatMap(cited), args.query);
    if (found.length === 0) {
      const message = `None of the ${documents.length} documents says anything about this.`;
      return { status: "no_results", message, retryable: true };
    }
    const items = found.map(({ source, text }) => `${source}: ${shortened(text, 200)}`);
    context.show({ kind: "list", title: toTranslate("From your documents"), items });
    return { status: "ok", passages: found, say: "Say from which document it is." };
  },
});

const noDocuments = {
  status: "no_documents",
  message: "There are no documents yet. Tell the user that Markdown and text files can be added in Settings.",
  retryable: false,
};

const documentSchema = v.object({ name: v.string(), text: v.string() });

type Document = v.InferOutput<typeof documentSchema>;

/** Nothing for what is no document. */
function documentOf({ value }: StoredRecord): readonly Document[] {
  const read = v.safeParse(documentSchema, value);
  return read.success ? [read.output] : [];
}

interface Passage {
  /** Name of the document. */
  readonly source: string;
  readonly text: string;
}

function cited({ name, text }: Document): readonly Passage[] {
  return passagesOf(text).map((passage) => ({ source: name, text: passage }));
}

/** The four passages that fit best, best first. */
async function search(passages: readonly Passage[], words: string): Promise<readonly Passage[]> {
  const { default: MiniSearch } = await import("minisearch");
  const index = new MiniSearch({
    fields: ["text", "source"],
    processTerm: (term) => simplified(term) || null,
    searchOptions: {
      // Endings and slips of the tongue count less than the word itself.
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boost: { source: 0.5 },
    },
  });
  // A hundred passages take some 10 ms: between them the conversation has its turn.
  await index.addAllAsync(
    passages.map((passage, id) => ({ id, ...passage })),
    { chunkSize: 100 },
  );
  return index
    .search(words)
    .slice(0, 4)
    .flatMap(({ id }) => passages[id] ?? []);
}
