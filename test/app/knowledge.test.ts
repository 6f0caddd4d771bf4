import { describe, expect, it } from "vitest";
import { knowledgeIntents } from "../../web/app/knowledge.ts";
import { MemoryToolStore } from "../fakes/memory-tool-store.ts";

function scene() {
  const store = new MemoryToolStore();
  return { store, intents: knowledgeIntents(async () => ({ store })) };
}

describe("the files agents may look things up in", () => {
  it("are kept where the search looks for them, and listed by name", async () => {
    const { store, intents } = scene();
    await intents.addKnowledge("b.md", "two");
    await intents.addKnowledge("a.md", "one more");
    expect(await intents.knowledge()).toEqual([
      { id: "a.md", name: "a.md", characters: 8 },
      { id: "b.md", name: "b.md", characters: 3 },
    ]);
    expect(await store.all("knowledge")).toEqual([
      { id: "a.md", value: { name: "a.md", text: "one more" } },
      { id: "b.md", value: { name: "b.md", text: "two" } },
    ]);
  });

  it("take the place of others of their name, and go when they are removed", async () => {
    const { intents } = scene();
    await intents.addKnowledge("a.md", "one");
    await intents.addKnowledge("a.md", "longer");
    expect(await intents.knowledge()).toEqual([{ id: "a.md", name: "a.md", characters: 6 }]);
    await intents.removeKnowledge("a.md");
    expect(await intents.knowledge()).toEqual([]);
  });

  it("leave out what is no file", async () => {
    const { store, intents } = scene();
    await store.put("knowledge", "x", { name: "x" });
    await store.put("knowledge", "y", "y");
    expect(await intents.knowledge()).toEqual([]);
  });
});
