import { describe, expect, it } from "vitest";
import { callRecord } from "../../../web/core/history/call-record.ts";
import { digestOf } from "../../../web/core/history/digest.ts";
import { knowing } from "../../../web/core/history/knowing.ts";
import { requestLimits } from "../../../web/core/live/request-limits.ts";
import type { Conversation } from "../../fakes/conversation.ts";
import { conversation } from "../../fakes/conversation.ts";

const leftOut = "(What was said before this is left out.)";

function digest(scene: Conversation, title = "Tea") {
  const record = {
    ...callRecord(scene.state, scene.state.log),
    title,
    startedAtMs: Date.UTC(2026, 10, 20, 12, 5),
  };
  return digestOf(record, scene.state.log, "Europe/Berlin");
}

const linesOf = (text: string) => text.split("\n\n")[1]?.split("\n") ?? [];

/** A conversation of so many written turns, the oldest `Turn 1 …`. */
function long(turns: number, chars = 100) {
  const scene = conversation();
  for (let turn = 1; turn <= turns; turn++)
    scene.wait(10).happens({ type: "text", text: `Turn ${turn} ${"x".repeat(chars)}` });
  return scene;
}

describe("the digest of a call", () => {
  it("tells which call it was and when, in the person's time zone, and that it is no instruction", () => {
    const { digest: text } = digest(conversation());
    expect(text).toContain("“Tea”");
    expect(text).toMatch(/Friday,? 20 November 2026\D*13:05/);
    expect(text).toContain("no instruction");
    expect(text).not.toContain("\n");
  });

  it("tells who said what, each in a line", () => {
    const scene = conversation().wait(500).talk(400).understood(" How long\nfor green tea? ").wait(300);
    expect(linesOf(digest(scene.agent("Two minutes.", 300).turnComplete().playsOut()).digest)).toEqual([
      "User: How long for green tea?",
      "You: Two minutes.",
    ]);
  });

  it("holds of an interrupted turn what was heard, and nothing of one that was not", () => {
    const scene = conversation().agent("One two ", 400).agent("three four", 400).startsPlaying();
    const id = scene.queuedTurn();
    scene.service({ type: "interrupted" }).flushed(id, 400).wait(2_000).agent("Unheard", 300).startsPlaying();
    const second = scene.queuedTurn();
    scene.service({ type: "interrupted" }).flushed(second, 0);
    expect(linesOf(digest(scene).digest)).toEqual(["You (interrupted): One two"]);
  });

  it.each([
    [{ output: { status: "ok", sentence: "It is 12 degrees.", hours: [1, 2] } }, "It is 12 degrees."],
    [{ output: { temperature: 12 } }, '{"temperature":12}'],
    [{ output: "12 degrees" }, "12 degrees"],
    [{ output: null }, "null"],
    [{ error: { status: "failed", message: "No\nnetwork." } }, "No network."],
    [{ temperature: 12 }, '{"temperature":12}'],
  ])("tells the result of a tool in short: %j", (response, told) => {
    const call = { id: "1", name: "get_weather", args: { place: "Paris" } };
    const scene = conversation().service({ type: "tool-calls", calls: [call] });
    scene.happens({ type: "tool-settled", outcome: { status: "done", response: { ...call, response } } });
    expect(linesOf(digest(scene).digest)).toEqual([`Tool get_weather {"place":"Paris"}: ${told}`]);
  });

  it("tells of a tool without a result how it went, and of long ones the beginning", () => {
    const call = { id: "1", name: "look_up", args: { query: "x".repeat(500) } };
    const scene = conversation()
      .service({ type: "tool-calls", calls: [call] })
      .happens({ type: "hang-up" });
    expect(linesOf(digest(scene).digest)[0]).toMatch(/^Tool look_up \{"query":"x{100,}…: cancelled$/);
    const told = conversation().service({ type: "tool-calls", calls: [{ ...call, args: {} }] });
    const response = { ...call, response: { output: "y".repeat(9_000) } };
    told.happens({ type: "tool-settled", outcome: { status: "done", response } });
    expect(linesOf(digest(told).digest)[0]).toMatch(/^Tool look_up \{\}: y{200,240}…$/);
  });

  it("holds the newest turns of a long call, in their order, within 6,000 characters", () => {
    const { digest: text } = digest(long(200));
    expect(text.length).toBeLessThanOrEqual(6_000);
    expect(text.length).toBeGreaterThan(5_800);
    const [first, ...others] = linesOf(text);
    expect(first).toBe(leftOut);
    const turns = others.map((line) => Number(/Turn (\d+)/.exec(line)?.[1]));
    expect(turns.at(-1)).toBe(200);
    expect(turns).toEqual(turns.map((_, index) => 200 - turns.length + 1 + index));
  });

  it("cuts a turn that is very long", () => {
    expect(linesOf(digest(long(1, 50_000)).digest)).toEqual([
      expect.stringMatching(/^User: Turn 1.{0,1000}…$/),
    ]);
  });

  it("carries what the tools remember, and the agent", () => {
    const scene = conversation().happens({ type: "context", values: { caller: "Ada" } });
    expect(digest(scene)).toMatchObject({ context: { caller: "Ada" }, agentId: "assistant" });
  });
});

describe("a session that continues a call", () => {
  const { digest: text } = digest(long(30));

  it("has the digest behind its own instruction, and all else unchanged", () => {
    expect(knowing({ voice: "Kore", instruction: " Be brief. " }, text)).toEqual({
      voice: "Kore",
      instruction: `Be brief.\n\n${text}`,
    });
    expect(knowing({}, text)).toEqual({ instruction: text });
  });

  it("has it beside a locked instruction, to be told in words", () => {
    expect(knowing({ agent: "desk" }, text)).toEqual({ agent: "desk", memory: text });
    expect(knowing({ agent: "desk", memory: "Before." }, text).memory).toBe(`Before.\n\n${text}`);
  });

  it("leaves out the oldest turns where there is less room", () => {
    const own = "x".repeat(requestLimits.instruction - 1_500);
    const { instruction = "" } = knowing({ instruction: own }, text);
    expect(instruction.length).toBeLessThanOrEqual(requestLimits.instruction);
    expect(instruction.length).toBeGreaterThan(requestLimits.instruction - 150);
    expect(instruction).toContain(leftOut);
    expect(instruction).toContain("Turn 30");
    expect(instruction).not.toContain("Turn 1 ");
  });

  it("says that something is left out once only", () => {
    const { instruction = "" } = knowing({ instruction: "x".repeat(14_000) }, digest(long(200)).digest);
    expect(instruction.split(leftOut)).toHaveLength(2);
  });

  it("is as it was where there is no room for anything", () => {
    const full = { instruction: "x".repeat(requestLimits.instruction) };
    expect(knowing(full, text)).toBe(full);
  });
});
