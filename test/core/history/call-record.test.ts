import { describe, expect, it } from "vitest";
import type { CallState } from "../../../web/core/call/state.ts";
import { MicrophoneError, SessionError } from "../../../web/core/errors.ts";
import {
  automaticTitle,
  callRecord,
  isWorthKeeping,
  updatedRecord,
} from "../../../web/core/history/call-record.ts";
import { Conversation, conversation, exampleAbout, started } from "../../fakes/conversation.ts";

/** A call in which something was asked and answered 700 ms later. */
function spoken(text = "What is the weather like?") {
  return conversation().wait(1_000).talk(600).understood(text).wait(700).agent("Sunny.", 500).turnComplete();
}

const recordOf = (state: CallState) => callRecord(state, state.log);

describe("the record of a call", () => {
  it("tells everything about a call that is over", () => {
    const scene = spoken().happens({ type: "context", values: { caller: "Ada" } });
    scene.service({ type: "tool-calls", calls: [{ id: "1", name: "get_weather", args: {} }] });
    scene.service({ type: "usage", usage: { promptTokens: 5, responseTokens: 2, totalTokens: 7 } });
    scene.wait(500).happens({ type: "hang-up" });
    expect(recordOf(scene.state)).toEqual({
      id: "call-1",
      startedAtMs: 0,
      endedAtMs: 2_800,
      status: "ended",
      title: "What is the weather like?",
      isTitled: false,
      firstWords: "What is the weather like?",
      isStarred: false,
      notes: "",
      ...exampleAbout,
      end: { type: "hung-up" },
      context: { caller: "Ada" },
      usage: { promptTokens: 5, responseTokens: 2, totalTokens: 7 },
      latenciesMs: [700],
      underruns: 0,
      sessions: 1,
      tools: ["get_weather"],
      notices: [],
      sound: { status: "pieces", gaps: [] },
    });
  });

  it("runs without an end until the call is over", () => {
    const { state } = spoken();
    expect(recordOf(state)).toMatchObject({ status: "running", endedAtMs: undefined, end: undefined });
  });

  it("holds why the agent hung up", () => {
    const { state } = spoken()
      .happens({ type: "end-asked", reason: "the person said goodbye" })
      .playsOut()
      .wait(2_000);
    expect(recordOf(state).end).toEqual({ type: "agent-hung-up", reason: "the person said goodbye" });
  });

  it("says in a sentence what a call failed with", () => {
    const { state } = spoken().happens({
      type: "closed",
      error: new SessionError("closed", { code: 1009 }),
      quietMs: 0,
    });
    expect(recordOf(state).end).toEqual({
      type: "failed",
      message: "The connection closed and could not be opened again.",
    });
  });

  it("has no sound of a call that was not recorded", () => {
    const scene = new Conversation();
    scene.happens({ type: "start", id: "a", about: exampleAbout, greeting: undefined, record: false });
    expect(recordOf(scene.state).sound).toEqual({ status: "none", isRemoved: false });
  });

  it("keeps the gaps of the sound", () => {
    const scene = spoken().wait(100).happens({ type: "off-record", off: true }).wait(400);
    scene.happens({ type: "off-record", off: false }).happens({ type: "hang-up" });
    const gaps = [{ reason: "off-record", fromMs: 2_400, untilMs: 2_800 }];
    expect(recordOf(scene.state).sound).toEqual({ status: "pieces", gaps });
  });
});

describe("the title", () => {
  it("is the first words of the person, in one line", () => {
    const { state } = conversation().agent("Hello!", 300).turnComplete().playsOut().wait(2_500).talk(500);
    const scene = Object.assign(new Conversation(), { state });
    scene.understood(" Book\n a   room ");
    expect(recordOf(scene.state)).toMatchObject({ title: "Book a room", firstWords: "Book a room" });
  });

  it("is the first words of the agent if the person said nothing", () => {
    expect(recordOf(conversation().agent(" Hello! ", 300).state).title).toBe("Hello!");
  });

  it("names the agent if nobody said anything", () => {
    expect(recordOf(conversation().state)).toMatchObject({ title: "Call with Assistant", firstWords: "" });
    expect(automaticTitle("", "")).toBe("Call");
  });

  it("is cut at a word, and leaves longer first words as they are", () => {
    const { title, firstWords } = recordOf(spoken(`${"word ".repeat(30)}end`).state);
    expect(title).toMatch(/^(word ){10,11}word…$/);
    expect(firstWords).toBe(`${"word ".repeat(30)}end`);
    expect(recordOf(spoken("long ".repeat(100)).state).firstWords.length).toBeLessThanOrEqual(201);
  });

  it("cuts what has no words between characters", () => {
    expect(automaticTitle("天".repeat(100), "")).toBe(`${"天".repeat(60)}…`);
    expect(automaticTitle(`a${"🙂".repeat(50)}`, "")).toBe(`a${"🙂".repeat(29)}…`);
    expect(automaticTitle(`${"a".repeat(60)} b`, "")).toBe(`${"a".repeat(60)}…`);
  });

  it("does not hold what of a cut turn was never heard", () => {
    const scene = conversation().agent("One two ", 400).agent("three four", 400).startsPlaying();
    const id = scene.queuedTurn();
    scene.service({ type: "interrupted" }).flushed(id, 400);
    expect(recordOf(scene.state).title).toBe("One two");
  });
});

describe("how long the person waited", () => {
  it("is measured for each answer, not between turns of the same voice", () => {
    const scene = spoken().playsOut().wait(3_000).talk(500).understood("And tomorrow?").wait(900);
    scene.agent("Rain.", 300).turnComplete().playsOut().wait(2_500).agent("Take a coat.", 300);
    expect(recordOf(scene.state).latenciesMs).toEqual([700, 900]);
  });

  it("leaves out answers of which a turn is not kept", () => {
    const { state } = spoken();
    expect(callRecord(state, state.log.slice(1)).latenciesMs).toEqual([]);
  });
});

describe("a newer record over a stored one", () => {
  const newer = recordOf(spoken().happens({ type: "hang-up" }).state);

  it("leaves what the person has set", () => {
    const stored = { ...newer, title: "Mine", isTitled: true, isStarred: true, notes: "Call back" };
    expect(updatedRecord({ ...stored, status: "running" }, newer)).toEqual(stored);
  });

  it("replaces a title that was made from fewer words", () => {
    expect(updatedRecord({ ...newer, title: "What is" }, newer).title).toBe("What is the weather like?");
  });

  it("keeps how often its MP3 was tried", () => {
    const tried = { status: "pieces", gaps: [], tries: 1 } as const;
    expect(updatedRecord({ ...newer, sound: tried }, newer).sound).toEqual(tried);
  });

  it("does not bring back sound that is finished or removed", () => {
    const gaps = [{ reason: "off-record", fromMs: 1, untilMs: 2 }] as const;
    const later = { ...newer, sound: { status: "pieces", gaps } } as const;
    expect(updatedRecord({ ...newer, sound: { status: "mp3", gaps: [] } }, later).sound).toEqual({
      status: "mp3",
      gaps,
    });
    const removed = { status: "none", isRemoved: true } as const;
    expect(updatedRecord({ ...newer, sound: removed }, later).sound).toEqual(removed);
    expect(updatedRecord({ ...newer, sound: { status: "none", isRemoved: false } }, later)).toEqual(later);
  });
});

describe("whether a call is worth a place in the history", () => {
  const error = new MicrophoneError("denied");

  it("is not, if it never came to a microphone", () => {
    const scene = new Conversation().happens(started(undefined)).wait(5_000);
    scene.happens({ type: "microphone-failed", error });
    expect(isWorthKeeping(scene.state, undefined)).toBe(false);
  });

  it("is, if it was live, if something was said in it, or if a microphone was open for a piece of sound", () => {
    expect(isWorthKeeping(conversation().happens({ type: "hang-up" }).state, undefined)).toBe(true);
    const failed = new Conversation().happens(started(undefined)).wait(3_000).happens({ type: "hang-up" });
    expect(isWorthKeeping(failed.state, 2_001)).toBe(false);
    expect(isWorthKeeping(failed.state, 2_000)).toBe(true);
  });
});
