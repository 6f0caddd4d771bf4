import { describe, expect, it } from "vitest";
import { demoAgent } from "../../token-server/simulator/agent.ts";
import { emptyMemory } from "../../token-server/simulator/resumption.ts";
import type { DeclaredTool } from "../../token-server/simulator/setup-check.ts";
import { declareTool } from "../../web/core/tools/declare.ts";
import { builtInTools } from "../../web/tools/registry.ts";

const shipped = builtInTools();
const support = {
  behaviors: ["BLOCKING", "NON_BLOCKING"],
  defaultBehavior: "NON_BLOCKING",
  scheduling: true,
} as const;
const tools = [...shipped.values()].map((tool): DeclaredTool => {
  const { name, description, parametersJsonSchema: parameters } = declareTool(tool, support);
  return { name, description, parameters, behavior: "NON_BLOCKING" };
});

const steps = (text: string) =>
  demoAgent({ type: "text", text }, { tools, memory: emptyMemory, turn: 1, voice: "Kore" });
const called = (text: string) => steps(text).flatMap((step) => (step.type === "call" ? step.calls : []))[0];

const asked: readonly (readonly [text: string, tool: string, args: object])[] = [
  [
    "Schedule a meeting about budget on 2026-12-01 at 14:00 in tinker station with Ann and Ravi",
    "schedule_meeting",
    {
      topic: "budget",
      date: "2026-12-01",
      start: "14:00",
      room: "tinker_station",
      attendees: ["Ann", "Ravi"],
    },
  ],
  [
    "book a meeting with Ann on 2026-12-01 at 9 am until 10:15",
    "schedule_meeting",
    { topic: "Meeting with Ann", start: "09:00", end: "10:15", room: "virtual" },
  ],
  ["Schedule a meeting", "schedule_meeting", { start: "10:00", attendees: ["the team"] }],
  ["Which meetings do I have?", "list_meetings", {}],
  ["Cancel my meeting", "list_meetings", {}],
  [
    "Move meeting m7k2 to 2026-12-02 at 15:30",
    "reschedule_meeting",
    { id: "M7K2", date: "2026-12-02", start: "15:30" },
  ],
  ["Move meeting M7K2 to mind manor", "reschedule_meeting", { id: "M7K2", room: "mind_manor" }],
  ["Cancel meeting M7K2", "cancel_meeting", { id: "M7K2" }],
  ["What time is it in Tokyo?", "get_current_time", { place: "Tokyo" }],
  ["Weather in Paris for 3 days", "get_weather", { place: "Paris", days: 3 }],
  ["convert 20 EUR to USD", "convert_currency", { amount: 20, from: "EUR", to: "USD" }],
  ["What is the exchange rate?", "convert_currency", { from: "EUR", to: "USD" }],
  ["Look up Jupiter", "look_up", { query: "Jupiter" }],
  ["who was Ada Lovelace?", "look_up", { query: "Ada Lovelace" }],
  ["Search my documents for the warranty", "search_knowledge", { query: "the warranty" }],
  ["select name from planets limit 3", "query_data", { sql: "select name from planets limit 3" }],
  ["Describe my data", "describe_data", {}],
  ["Show my analytics for 7 days", "get_analytics", { period: "7_days" }],
  ["Show my statistics of all calls", "get_analytics", { period: "all", chart: "calls" }],
  ["What did we say in earlier calls about budget?", "search_past_conversations", { query: "budget" }],
  ["Set a timer for 5 seconds", "set_timer", { seconds: 5 }],
  ["Set a timer for 2 minutes for the tea", "set_timer", { seconds: 120, label: "the tea" }],
  ["Which timers are running?", "list_timers", {}],
  ["Cancel timer 2", "cancel_timer", { id: 2 }],
  ["Take a note: buy milk", "take_note", { text: "buy milk" }],
  ["Read my notes", "list_notes", {}],
  ["Show my notes about milk", "list_notes", { query: "milk" }],
  ["Show me a table", "show_card", { kind: "table" }],
  ["Show me some text", "show_card", { kind: "text" }],
  ["Draw a chart", "show_card", { kind: "chart" }],
  ["Show me a list", "show_card", { kind: "list" }],
  ["Show me a link", "show_card", { kind: "link" }],
  ["Run a long job", "run_long_job", {}],
  ["Goodbye", "end_call", { reason: "Goodbye" }],
];

describe("the demo agent with the tools of Parley", () => {
  it.each(asked)("takes %j to %s", async (text, name, args) => {
    const call = called(text);
    expect(call?.name).toBe(name);
    expect(call?.args).toMatchObject(args);
    const checked = await shipped.get(name)?.input["~standard"].validate(call?.args);
    expect(checked?.issues).toBeUndefined();
  });

  it("can be led to each of them", () => {
    expect(new Set(asked.map(([, name]) => name))).toEqual(new Set(shipped.keys()));
  });

  it("says that it notes, as nobody hears of a note afterwards", () => {
    expect(steps("Take a note: buy milk").map(({ type }) => type)).toEqual(["say", "call"]);
  });

  it("reads out the sentence of a failure and the beginning of an article", () => {
    const tell = (response: object) => {
      const results = [{ name: "look_up", args: {}, response: { ...response } }];
      return demoAgent(
        { type: "tool-results", results },
        { tools, memory: { ...emptyMemory, turns: 1 }, turn: 1, voice: "Kore" },
      )[0];
    };
    const error = { status: "failed", message: "This device is offline.", retryable: true };
    expect(tell({ error })).toEqual({ type: "say", text: "That did not work. This device is offline." });
    const text = `Jupiter is a planet. ${"It is big. ".repeat(100)}`;
    const said = tell({ output: { status: "ok", title: "Jupiter", text } });
    expect(said).toEqual({
      type: "say",
      text: expect.stringMatching(/^Jupiter is a planet\..{200,280}big\.$/),
    });
  });
});
