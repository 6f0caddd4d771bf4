import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/list-notes.ts";
import { tool as takeNote } from "../../web/tools/take-note.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";

/** Notes that were taken a minute apart, from 13:00 on. */
async function notes(...texts: readonly string[]) {
  const context = new FakeToolContext();
  for (const text of texts) {
    await ask(takeNote, { text }, context);
    context.nowMs += 60_000;
  }
  context.cards.length = 0;
  return context;
}

describe("list_notes", () => {
  it("lists the newest first, and shows them", async () => {
    const context = await notes("Ada brings the slides.", "Bob books a room.");
    expect(await ask(tool, {}, context)).toEqual({
      status: "ok",
      count: 2,
      notes: [
        { taken: "2026-11-20 13:01", text: "Bob books a room." },
        { taken: "2026-11-20 13:00", text: "Ada brings the slides." },
      ],
      sentence: "There are 2 notes.",
    });
    expect(context.cards).toEqual([
      {
        kind: "list",
        title: "Notes",
        items: ["2026-11-20 13:01 – Bob books a room.", "2026-11-20 13:00 – Ada brings the slides."],
      },
    ]);
  });

  it("finds notes by words in any order and case", async () => {
    const context = await notes("Ada brings the slides.", "Bob books a room.");
    expect(await ask(tool, { query: "SLIDES ada" }, context)).toMatchObject({ count: 1 });
    expect(await ask(tool, { query: "ada room" }, context)).toMatchObject({ status: "no_results" });
  });

  it("says that there is none yet", async () => {
    expect(await ask(tool, {}, await notes())).toEqual({
      status: "no_results",
      sentence: "There is no note yet.",
      retryable: false,
    });
  });

  it("tells 20 at most, long ones shortened", async () => {
    const context = await notes(...Array.from({ length: 22 }, () => "x".repeat(1000)));
    const answer = await ask(tool, {}, context);
    expect(answer).toMatchObject({ count: 22, notes: { length: 20 } });
    expect(JSON.stringify(answer).length).toBeLessThan(16_000);
  });

  it("passes over records that are no notes", async () => {
    const context = await notes("real");
    await context.store.put("notes", "x", { text: 1 });
    expect(await ask(tool, {}, context)).toMatchObject({ count: 1 });
  });
});
