import { describe, expect, it } from "vitest";
import { isReturnable } from "../../../web/core/call/active-call.ts";
import type { ToolCallEntry } from "../../../web/core/call/log-entry.ts";
import { reduce } from "../../../web/core/call/reduce.ts";
import { newTurn } from "../../../web/core/call/transcript.ts";
import { callRecord as recordOf } from "../../../web/core/history/call-record.ts";
import { returnedCall } from "../../../web/core/history/returned-call.ts";
import { exampleActive } from "../../contract/active-call.ts";
import { Conversation } from "../../fakes/conversation.ts";
import { callStartMs } from "../../fakes/fake-app.ts";
import { callRecord } from "../../fakes/kept-calls.ts";

const record = callRecord("call-1", 0, {
  status: "running",
  endedAtMs: undefined,
  end: undefined,
  sessions: 2,
  usage: { promptTokens: 5, responseTokens: 6, totalTokens: 11 },
  context: { caller: "Ada" },
  notices: [],
  sound: { status: "pieces", gaps: [] },
});

const at = (ms: number) => callStartMs + ms;
const said = {
  ...newTurn(1, "user", at(1_000)),
  text: "Hello",
  status: "complete" as const,
  endedAtMs: at(2_000),
};
const open = { ...newTurn(4, "agent", at(3_000)), text: "Well" };
const tool: ToolCallEntry = {
  kind: "tool-call",
  id: 3,
  call: { id: "t", name: "set_timer", args: {} },
  ids: ["t"],
  answer: "response",
  status: "running",
  startedAtMs: at(2_500),
  endedAtMs: undefined,
  response: undefined,
  progress: undefined,
  cards: [],
};
const remains = { log: [said, tool, open], heads: [] };

/** The call in another page, with its microphone open. */
function returnedAt(ms: number, call = returnedCall(record, remains, exampleActive)) {
  const scene = new Conversation();
  scene.clock.advance(ms);
  const { about } = exampleActive;
  scene.happens({ type: "start", id: "", about, greeting: undefined, record: false });
  scene.take();
  return scene.happens({ type: "returned", call });
}

describe("a call that goes on in another page", () => {
  it("is the same call, with what was open in it ended", () => {
    const call = returnedCall(record, remains, exampleActive);
    expect(call).toMatchObject({
      id: "call-1",
      startedAtMs: callStartMs,
      sessions: 2,
      usage: record.usage,
      context: { caller: "Ada" },
      recording: "on",
      handle: { value: "handle-1" },
      nextId: 5,
      leftAtMs: at(3_000),
      notices: [{ type: "connection-lost", atMs: at(3_000) }],
    });
    expect(call.log).toMatchObject([
      { status: "complete", endedAtMs: at(2_000) },
      { status: "cancelled", endedAtMs: at(3_000) },
      { status: "complete", endedAtMs: at(3_000) },
    ]);
  });

  it("connects with the handle, greets nobody, and has a gap in its sound", () => {
    const scene = returnedAt(at(60_000));
    expect(scene.commands).toEqual([
      { type: "set-taping", taping: true },
      { type: "connect", handle: "handle-1" },
    ]);
    expect(scene.state).toMatchObject({
      phase: { name: "reconnecting" },
      gaps: [{ reason: "away", fromMs: at(3_000), untilMs: at(60_000) }],
    });
    scene.take();
    scene.wait(500).happens({ type: "connected" });
    expect(scene.take()).not.toContain("send-text");
    expect(scene.state).toMatchObject({
      id: "call-1",
      phase: { name: "live" },
      sessions: 3,
      notices: [{ type: "connection-lost" }, { type: "reconnected", atMs: at(60_500) }],
    });
    scene.happens({ type: "text", text: "I am back" });
    expect(scene.state.log.map(({ id }) => id)).toEqual([1, 3, 4, 5]);
  });

  it("does not count the time in which its page was gone as a wait for an answer", () => {
    const call = returnedCall(record, { log: [said], heads: [] }, exampleActive);
    const scene = returnedAt(at(60_000), call).wait(500).happens({ type: "connected" });
    scene.agent("Welcome back.", 300);
    expect(scene.state.log.map((entry) => entry.kind === "turn" && entry.role)).toEqual(["user", "agent"]);
    expect(recordOf(scene.state, scene.state.log).latenciesMs).toEqual([]);
  });

  it("stays off the record, and shows no sound where none is kept", () => {
    const off = { reason: "off-record", fromMs: at(2_800), untilMs: undefined } as const;
    const paused = returnedCall(
      { ...record, sound: { status: "pieces", gaps: [off] } },
      remains,
      exampleActive,
    );
    expect(paused.recording).toBe("paused");
    expect(returnedAt(at(9_000), paused).commands).toContainEqual({ type: "set-taping", taping: false });
    const none = { status: "none", isRemoved: false } as const;
    const silent = returnedCall({ ...record, sound: none }, remains, exampleActive);
    expect(returnedAt(at(9_000), silent).state).toMatchObject({ recording: "off", gaps: [] });
  });

  it("ends a turn that went on off the record where that began", () => {
    const gap = { reason: "off-record", fromMs: at(1_500), untilMs: at(2_200) } as const;
    const call = returnedCall(
      { ...record, sound: { status: "pieces", gaps: [gap] } },
      remains,
      exampleActive,
    );
    expect(call.log[0]).toMatchObject({ text: "Hello", endedAtMs: at(1_499) });
  });

  it("does nothing to a call that was hung up meanwhile", () => {
    const call = returnedCall(record, remains, exampleActive);
    const scene = new Conversation().connect();
    const { state } = scene;
    expect(reduce(state, { type: "returned", call, atMs: 0 })).toEqual([state, []]);
  });

  it("makes sense for two hours", () => {
    expect(isReturnable({ ...exampleActive, aliveAtMs: at(0) }, at(2 * 3_600_000 - 1))).toBe(true);
    expect(isReturnable({ ...exampleActive, aliveAtMs: at(0) }, at(2 * 3_600_000))).toBe(false);
  });
});
