import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/search-knowledge.ts";
import { passagesOf } from "../../web/tools/support/passages.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";

const handbook = `# Handbook

## Holidays

Everybody has thirty days of leave a year. Ask for them two weeks before.

## Travel

Trains before planes. Book them at travel@example.org; receipts within a month.`;

async function scene(documents: Readonly<Record<string, unknown>> = { "handbook.md": handbook }) {
  const context = new FakeToolContext();
  for (const [name, text] of Object.entries(documents)) {
    await context.store.put("knowledge", name, { name, text });
  }
  return context;
}

/** The texts of the passages that a search finds, best first. */
async function found(
  query: string,
  context: FakeToolContext,
): Promise<readonly { source: string; text: string }[]> {
  const told = await tool.run({ query }, context);
  return told["passages"] as readonly { source: string; text: string }[];
}

const filler = (words: string) => `${words} `.repeat(40).trim();

describe("search_knowledge", () => {
  it("gives the passage that fits best first, with the document to cite", async () => {
    const context = await scene({
      "cats.txt": `${filler("Dogs bark.")}\n\n${filler("Cats purr.")}`,
      "handbook.md": handbook,
    });
    const [best] = await found("who may purr", context);
    expect(best).toEqual({ source: "cats.txt", text: filler("Cats purr.") });
  });

  it("cites at most four passages, and shows them", async () => {
    const many = Array.from({ length: 9 }, (_, i) => filler(`Whale ${i}.`)).join("\n\n");
    const context = await scene({ "whales.txt": many });
    expect(await found("whale", context)).toHaveLength(4);
    expect(context.cards).toEqual([
      {
        kind: "list",
        title: "From your documents",
        items: Array.from({ length: 4 }, () => expect.stringMatching(/^whales.txt: Whale .{10,200}…$/)),
      },
    ]);
  });

  it.each(["holiday", "HOLIDAYS", "hollidays", "two weeks"])("finds %j as it is spoken", async (query) => {
    const [best] = await found(query, await scene());
    expect(best?.text).toContain("thirty days");
  });

  it("finds words with and without their accents", async () => {
    const context = await scene({ "menu.txt": "Crème brûlée für alle" });
    for (const query of ["creme", "brulee", "BRÛLÉE", "fur"]) {
      expect((await found(query, context))[0]?.source).toBe("menu.txt");
    }
  });

  it("says that no document has it", async () => {
    const context = await scene();
    expect(await tool.run({ query: "xylophone" }, context)).toMatchObject({ status: "no_results" });
    expect(context.cards).toEqual([]);
  });

  it("says where to add documents while there are none", async () => {
    expect(await tool.run({ query: "x" }, await scene({}))).toMatchObject({
      status: "no_documents",
      message: expect.stringContaining("Settings"),
    });
  });

  it("passes over records that are no documents", async () => {
    const context = await scene({ "handbook.md": handbook, broken: 7 });
    await context.store.put("knowledge", "nothing", null);
    expect((await found("leave", context))[0]?.source).toBe("handbook.md");
  });
});

describe("passagesOf", () => {
  it("keeps a short text in one, headings with what they head", () => {
    expect(passagesOf(handbook)).toEqual([handbook]);
    const long = filler("Rivers run to the sea.").slice(0, 590);
    expect(passagesOf(`${long}\n\n## Lakes\n\n${long}`)).toEqual([long, `## Lakes\n\n${long}`]);
  });

  it("parts a paragraph that is too long at the end of a sentence", () => {
    const [first, ...rest] = passagesOf(filler("One sentence with some words in it."));
    expect(first).toMatch(/in it\.$/);
    expect(first?.length).toBeGreaterThan(500);
    expect(rest.length).toBeGreaterThan(0);
  });

  it("loses no word, repeats none, and makes none too long", () => {
    const words = fc.array(fc.stringMatching(/^[a-z.#]{1,12}$/), { maxLength: 400 });
    const text = fc.array(words, { maxLength: 6 }).map((all) => all.map((one) => one.join(" ")).join("\n\n"));
    const inWords = (one: string) => one.split(/\s+/).filter((word) => word !== "");
    fc.assert(
      fc.property(text, (given) => {
        const passages = passagesOf(given);
        expect(passages.flatMap(inWords)).toEqual(inWords(given));
        for (const passage of passages) expect(passage.length).toBeLessThanOrEqual(1_300);
      }),
    );
  });

  it("parts what has neither paragraphs nor spaces", () => {
    const passages = passagesOf("x".repeat(1_500));
    expect(passages.join("")).toBe("x".repeat(1_500));
    expect(passages.length).toBe(3);
  });
});
