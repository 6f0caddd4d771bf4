import { describe, expect, it } from "vitest";
import type { Happening } from "../../../web/core/call/happening.ts";
import type { CallState } from "../../../web/core/call/state.ts";
import { type Cuts, noCuts, noteCuts, onRecord } from "../../../web/core/history/on-record.ts";
import { Conversation } from "../../fakes/conversation.ts";

/** A call whose kept part is followed step by step. */
class Followed extends Conversation {
  cuts: Cuts = noCuts;

  override happens(happening: Happening): this {
    const before: CallState = this.state;
    super.happens(happening);
    this.cuts = noteCuts(this.cuts, before, this.state);
    return this;
  }

  offRecord(off: boolean): this {
    return this.happens({ type: "off-record", off });
  }

  get kept(): readonly string[] {
    const { log, gaps } = this.state;
    return onRecord(log, gaps, this.cuts).map((entry) =>
      entry.kind === "turn" ? entry.text : entry.call.name,
    );
  }

  typed(text: string): this {
    return this.happens({ type: "text", text }).wait(100);
  }

  asksFor(name: string): this {
    return this.service({ type: "tool-calls", calls: [{ id: name, name, args: {} }] }).wait(100);
  }
}

const call = () => new Followed().connect();

describe("what may be kept of a log", () => {
  it("is all of it, the same log even, when nobody went off the record", () => {
    const { state } = call().typed("Hello");
    expect(onRecord(state.log, state.gaps)).toBe(state.log);
  });

  it("is no turn and no tool call that began off the record", () => {
    const scene = call().typed("before").wait(100).offRecord(true).wait(100).typed("secret").asksFor("spy");
    scene.agent("whispered", 300).turnComplete().playsOut().wait(100);
    scene.offRecord(false).wait(100).typed("after").asksFor("look");
    expect(scene.kept).toEqual(["before", "after", "look"]);
  });

  it("is the result of a tool call that began before", () => {
    const scene = call().asksFor("look").offRecord(true).wait(100);
    const response = { id: "look", name: "look", response: { output: "seen" } };
    scene.happens({ type: "tool-settled", outcome: { status: "done", response } });
    expect(onRecord(scene.state.log, scene.state.gaps, scene.cuts)).toEqual(scene.toolCalls);
  });

  it("is a turn from before as far as it was when the person went off the record", () => {
    const scene = call().agent("I know ", 300).wait(50).offRecord(true).wait(50).agent("a secret", 300);
    scene.wait(50).offRecord(false).agent(" and more", 300).turnComplete();
    expect(scene.kept).toEqual(["I know "]);
    const [turn] = onRecord(scene.state.log, scene.state.gaps, scene.cuts);
    expect(turn).toMatchObject({ status: "complete", marks: [{ chars: 7 }] });
  });

  it("does not say that more was heard of a turn than is kept of it", () => {
    const scene = call()
      .agent("I know ", 300)
      .offRecord(true)
      .wait(50)
      .agent("a secret", 300)
      .startsPlaying();
    const id = scene.queuedTurn();
    scene.service({ type: "interrupted" }).flushed(id, 590);
    expect(onRecord(scene.state.log, scene.state.gaps, scene.cuts)).toMatchObject([{ heard: { chars: 7 } }]);
  });

  it("stays cut there when the person goes off the record once more", () => {
    const scene = call().agent("One", 100).wait(10).offRecord(true).wait(10).agent(" two", 100).wait(10);
    scene.offRecord(false).wait(10).agent(" three", 100).wait(10).offRecord(true).wait(10);
    expect(scene.kept).toEqual(["One"]);
  });

  it("does not keep at the second time what was left out at the first", () => {
    const scene = call().offRecord(true).wait(10).typed("secret").offRecord(false).wait(10).typed("open");
    scene.offRecord(true).wait(10).typed("secret too").offRecord(false).wait(10);
    expect(scene.kept).toEqual(["open"]);
  });

  it("is what was said before although its text came late", () => {
    const scene = call().wait(1_000).talk(500).wait(100).offRecord(true).wait(50).understood("Hello there");
    scene.wait(50).agent("Hi", 100);
    expect(scene.kept).toEqual(["Hello there"]);
  });

  it("is not what the person was still saying when the text came", () => {
    const scene = call().wait(1_000).happens({ type: "voice", speaking: true }).wait(500).offRecord(true);
    scene.wait(50).understood("Now a secret").wait(500).happens({ type: "voice", speaking: false });
    scene.wait(500).agent("Oh", 100).turnComplete().wait(50).offRecord(false).wait(50);
    expect(scene.kept).toEqual([]);
  });

  it("is nothing of a voice from off the record whose text came after it", () => {
    const scene = call().wait(1_000).offRecord(true).wait(10).talk(500).wait(10).offRecord(false).wait(10);
    scene.understood("A secret").wait(10).agent("Oh", 100);
    expect(scene.kept).toEqual(["Oh"]);
  });
});
