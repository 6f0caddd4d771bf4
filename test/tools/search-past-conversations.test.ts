import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/search-past-conversations.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";
import { pastCall } from "./support/past-calls.ts";

const at = (day: number) => Date.UTC(2026, 10, day, 9, 0);

function withPast() {
  const context = new FakeToolContext();
  context.past = [
    pastCall(at(17), {
      title: "Holidays",
      turns: [
        { role: "user", text: "I would like to go to Norway." },
        { role: "agent", text: "Norway is lovely in June." },
        { role: "agent", text: "Anything else?" },
      ],
    }),
    pastCall(at(18), { title: "Trains", turns: [{ role: "user", text: "Is there a train to NORWAY?" }] }),
    pastCall(at(19), { title: "Tea", turns: [{ role: "user", text: "How long for green tea?" }] }),
  ];
  return context;
}

describe("search_past_conversations", () => {
  it("finds what was said, newest conversation first", async () => {
    expect(await ask(tool, { query: "Norway" }, withPast())).toEqual({
      status: "ok",
      conversations: [
        {
          when: "Wednesday, 18 November 2026, 10:00",
          title: "Trains",
          said: ["User: Is there a train to NORWAY?"],
        },
        {
          when: "Tuesday, 17 November 2026, 10:00",
          title: "Holidays",
          said: ["User: I would like to go to Norway.", "Agent: Norway is lovely in June."],
        },
      ],
      sentence: "Found 2 calls, the newest of Wednesday, 18 November 2026, 10:00.",
    });
  });

  it("shows a line for each", async () => {
    const context = withPast();
    await ask(tool, { query: "norway", limit: 1 }, context);
    expect(context.cards).toEqual([
      {
        kind: "list",
        title: "Earlier calls",
        items: ["Wednesday, 18 November 2026, 10:00 – Trains – User: Is there a train to NORWAY?"],
      },
    ]);
  });

  it("says that nothing was found, and shows nothing", async () => {
    const context = withPast();
    expect(await ask(tool, { query: "Iceland" }, context)).toMatchObject({
      status: "no_results",
      retryable: false,
    });
    expect(context.cards).toEqual([]);
  });

  it("keeps long conversations small", async () => {
    const context = new FakeToolContext();
    const text = `${"before ".repeat(500)}needle${" after".repeat(500)}`;
    const turns = Array.from({ length: 50 }, () => ({ role: "user", text }) as const);
    context.past = [1, 2, 3, 4, 5, 6].map((day) => pastCall(at(day), { turns }));
    const answer = await ask(tool, { query: "needle", limit: 5 }, context);
    const piece = expect.stringMatching(/^User: ….*needle after.*…$/);
    const said = { said: [piece, piece, piece] };
    expect(answer).toMatchObject({ conversations: [said, said, said, said, said] });
    expect(JSON.stringify(answer).length).toBeLessThan(8000);
  });
});
