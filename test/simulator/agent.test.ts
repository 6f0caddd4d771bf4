import { describe, expect, it } from "vitest";
import { demoAgent } from "../../token-server/simulator/agent.ts";
import { emptyMemory } from "../../token-server/simulator/resumption.ts";
import type { AnswerContext, Input, ToolResult } from "../../token-server/simulator/scenario.ts";
import type { DeclaredTool } from "../../token-server/simulator/setup-check.ts";

type Property = { readonly type: string; readonly description?: string; readonly enum?: readonly string[] };

function declare(
  name: string,
  properties: Record<string, Property> = {},
  required: readonly string[] = [],
  description = "",
): DeclaredTool {
  const parameters =
    Object.keys(properties).length === 0 ? undefined : { type: "object", properties, required };
  return { name, description, parameters, behavior: "NON_BLOCKING" };
}

const string = { type: "string" };
const tools = [
  declare("get_current_time", { place: string }),
  declare("get_weather", { city: string, unit: { type: "STRING", enum: ["celsius", "fahrenheit"] } }, [
    "city",
    "unit",
  ]),
  declare("list_meetings", { date: string }),
  declare(
    "schedule_meeting",
    { title: string, start: string, durationMinutes: { type: "integer" }, attendees: { type: "array" } },
    ["title", "start", "durationMinutes"],
  ),
  declare("end_call", { reason: string }, ["reason"]),
  declare("roll_dice", { sides: { type: "integer" } }, ["sides"]),
];

const context = (more: Partial<AnswerContext> = {}): AnswerContext => ({
  tools,
  memory: emptyMemory,
  turn: 1,
  voice: "Puck",
  ...more,
});

const answer = (input: Input, more: Partial<AnswerContext> = {}) => demoAgent(input, context(more));
const typed = (text: string, more: Partial<AnswerContext> = {}) => answer({ type: "text", text }, more);
const called = (text: string, more: Partial<AnswerContext> = {}) =>
  typed(text, more).flatMap((step) => (step.type === "call" ? step.calls : []));
const told = (text: string, more: Partial<AnswerContext> = {}) =>
  typed(text, more)
    .flatMap((step) => (step.type === "say" ? step.text : []))
    .join(" ");

describe("the demo agent asked in writing", () => {
  it.each([
    ["What time is it in Tokyo?", "get_current_time", { place: "Tokyo" }],
    ["what time is it in new york right now", "get_current_time", { place: "new york" }],
    ["What time is it?", "get_current_time", {}],
    ["Weather in São Paulo tomorrow?", "get_weather", { city: "São Paulo", unit: "celsius" }],
    ["Will it rain in Oslo, in fahrenheit?", "get_weather", { city: "Oslo", unit: "fahrenheit" }],
    ["Which meetings do I have?", "list_meetings", {}],
    [
      "Schedule a meeting with Ada and Grace about compilers on 2026-12-01T15:00 for 2 hours",
      "schedule_meeting",
      { title: "compilers", start: "2026-12-01T15:00", durationMinutes: 120, attendees: ["Ada", "Grace"] },
    ],
    ["roll a dice with 20 sides", "roll_dice", { sides: 20 }],
  ])("turns %j into a call", (text, name, args) => {
    expect(called(text)).toEqual([{ name, args }]);
  });

  it("reads days and hours", () => {
    const [call] = called("Book an appointment tomorrow at 3 pm");
    expect(call?.args).toMatchObject({
      start: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T15:00$/),
      durationMinutes: 30,
    });
  });

  it("gives a time zone where the schema asks for one", () => {
    const zoned = [declare("current_time", { timeZone: string }, ["timeZone"])];
    expect(called("time in Los Angeles?", { tools: zoned })[0]?.args).toEqual({
      timeZone: "America/Los_Angeles",
    });
    expect(called("what time is it in Europe/Berlin", { tools: zoned })[0]?.args).toEqual({
      timeZone: "Europe/Berlin",
    });
    expect(called("what time is it?", { tools: zoned })[0]?.args).toEqual({ timeZone: "UTC" });
  });

  it("finds a tool by its description", () => {
    const odd = [declare("chronos", {}, [], "Tells the current time anywhere")];
    expect(called("what time is it?", { tools: odd })).toEqual([{ name: "chronos", args: {} }]);
  });

  it("says goodbye before it hangs up", () => {
    const steps = typed("Okay, goodbye!");
    expect(steps.map(({ type }) => type)).toEqual(["say", "call"]);
    expect(called("Okay, goodbye!")).toEqual([{ name: "end_call", args: { reason: "Okay, goodbye!" } }]);
    expect(typed("goodbye", { tools: [] }).map(({ type }) => type)).toEqual(["say"]);
  });

  it.each(["What time is it?", "Weather in Oslo?", "list my meetings", "book a meeting"])(
    "says that it cannot when no tool is declared for %j",
    (text) => {
      expect(called(text, { tools: [] })).toEqual([]);
      expect(told(text, { tools: [] })).toMatch(/in this call/);
    },
  );

  it("greets when asked to, and differently when it has been greeting before", () => {
    const greet = "Greet me in one short sentence and ask what you can do for me.";
    expect(told(greet)).toMatch(/demo stand-in/);
    expect(told(greet, { turn: 3 })).not.toBe(told(greet));
    expect(answer({ type: "nothing" })).toEqual(typed("Hello"));
  });

  it("tells a story long enough to interrupt", () => {
    expect(told("Tell me a story").length).toBeGreaterThan(400);
  });

  it("varies what it does not know", () => {
    const answers = [1, 2, 3].map((turn) => told("xyzzy", { turn }));
    expect(new Set(answers).size).toBe(3);
  });

  it("remembers", () => {
    const lines = ["My number is seven", "What did I say?"].map((text) => ({ role: "user" as const, text }));
    expect(told("What did I say?", { memory: { ...emptyMemory, turns: 2, lines } })).toContain(
      "My number is seven",
    );
  });
});

describe("the demo agent spoken to", () => {
  it("says how long it heard somebody, what to try, and never what was said", () => {
    for (const turn of [1, 2, 3, 4]) {
      const steps = answer({ type: "speech", durationMs: 1840, heard: "[speech, 1.8 s]" }, { turn });
      expect(steps).toEqual([{ type: "say", text: expect.stringMatching(/1\.8 seconds.*typ(e|ing)/is) }]);
    }
  });

  it("answers words that a scenario has put there", () => {
    const steps = answer({ type: "speech", durationMs: 900, heard: "What time is it?" });
    expect(steps[0]?.type).toBe("call");
  });
});

describe("the demo agent with a tool's answer", () => {
  const tell = (name: string, response: ToolResult["response"], args = {}) => {
    const [step] = answer({ type: "tool-results", results: [{ name, args, response }] });
    return step?.type === "say" ? step.text : undefined;
  };

  it.each([
    [
      "a sentence that comes with it",
      "get_current_time",
      { sentence: "In Tokyo it is 19:05." },
      "In Tokyo it is 19:05.",
    ],
    ["plain output", "f", { output: "42" }, "The answer is 42."],
    ["facts", "get_weather", { city: "Oslo", temperatureC: 3, id: "x1" }, /city: Oslo, temperature c: 3\.$/],
    ["a list", "list", { output: ["Lunch", "Stand-up"] }, "There are 2: Lunch; Stand-up."],
    ["an empty list", "list", { output: [] }, "There is nothing there."],
    ["a failure", "f", { error: "No such city" }, "That did not work. No such city."],
    ["nothing to tell", "f", { status: "ok" }, "Done."],
  ])("tells %s", (_, name, response, text) => {
    expect(tell(name, response)).toMatch(text);
  });

  it("tells the time at the place that was asked for", () => {
    expect(tell("time_now", { iso: "2026-11-20T19:05:00" }, { zone: "Asia/Tokyo" })).toBe(
      "In Tokyo it is 19:05.",
    );
  });

  it("has nothing to say once the call ends", () => {
    expect(tell("end_call", { status: "ending" })).toBeUndefined();
  });
});
