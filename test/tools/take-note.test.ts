import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/take-note.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";

describe("take_note", () => {
  it("keeps the note on this device and shows it", async () => {
    const context = new FakeToolContext();
    expect(await ask(tool, { text: " Ada brings\nthe slides. " }, context)).toMatchObject({ status: "ok" });
    const note = { text: "Ada brings\nthe slides.", createdAtMs: context.nowMs };
    expect(await context.store.all("notes")).toMatchObject([{ value: note }]);
    expect(context.cards).toEqual([{ kind: "text", title: "Note", text: note.text }]);
  });

  it("keeps two notes of one moment apart", async () => {
    const [one, other] = [new FakeToolContext(), new FakeToolContext()];
    await ask(tool, { text: "one" }, one);
    await ask(tool, { text: "two" }, Object.assign(other, { callId: "call-2", store: one.store }));
    expect(await one.store.all("notes")).toHaveLength(2);
  });

  it("is nothing to speak about", () => {
    expect(tool.scheduling).toBe("SILENT");
  });

  it.each(["", "  \n", "x".repeat(2001)])("does not take %j", async (text) => {
    await expect(ask(tool, { text }, new FakeToolContext())).rejects.toThrow();
  });
});
