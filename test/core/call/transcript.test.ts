import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heardPart } from "../../../web/core/call/heard.ts";
import { appendAgentText, newTurn } from "../../../web/core/call/transcript.ts";
import { Conversation, conversation } from "../../fakes/conversation.ts";

describe("what the person said", () => {
  it("is one turn, however many pieces it comes in", () => {
    const scene = conversation()
      .talk(900)
      .understood("What's ")
      .understood("the weather")
      .understood(" like?");
    expect(scene.lines).toEqual(["user: What's the weather like?"]);
  });

  it("is dated by the voice, not by the text", () => {
    const scene = conversation().wait(2_000).talk(700).wait(400).understood("hello");
    expect(scene.turns[0]?.startedAtMs).toBe(2_000);
  });

  it("stands before the answer when its text comes late", () => {
    const scene = conversation().talk(900).agent("It is sunny.", 800).understood("What's the weather?");
    expect(scene.lines).toEqual(["user: What's the weather?", "agent: It is sunny."]);
    expect(scene.turns[0]?.status).toBe("complete");
  });

  it("is completed by text that comes after the answer began", () => {
    const scene = conversation()
      .talk(900)
      .understood("What's the ")
      .agent("It is sunny.", 800)
      .understood("weather?");
    expect(scene.lines).toEqual(["user: What's the weather?", "agent: It is sunny."]);
  });

  it("stands before the answer even when the answer is already over for the service", () => {
    const scene = conversation()
      .talk(900)
      .agent("Sunny.", 500)
      .turnComplete()
      .wait(300)
      .understood("Weather?");
    expect(scene.lines).toEqual(["user: Weather?", "agent: Sunny."]);
  });

  it("stands before the whole answer when a tool was called in between", () => {
    const scene = conversation()
      .talk(900)
      .agent("Let me see.", 300)
      .service({ type: "tool-calls", calls: [{ id: "1", name: "get_weather", args: {} }] })
      .agent("Sunny.", 300)
      .understood("Weather?");
    expect(scene.lines).toEqual([
      "user: Weather?",
      "agent: Let me see.",
      "tool: get_weather running",
      "agent: Sunny.",
    ]);
  });

  it("stands after a turn that it interrupted", () => {
    const scene = conversation().agent("One two three", 2_000).startsPlaying().wait(300);
    scene
      .happens({ type: "voice", speaking: true })
      .wait(400)
      .service({ type: "interrupted" })
      .understood("Stop");
    expect(scene.lines).toEqual(["agent: One two three", "user: Stop"]);
  });

  it("stands after a turn that was cut, even when this device did not hear the voice", () => {
    const scene = conversation().talk(500).understood("Hi").agent("One two three", 2_000).startsPlaying();
    scene.service({ type: "interrupted" }).understood("Stop");
    expect(scene.lines).toEqual(["user: Hi", "agent: One two three", "user: Stop"]);
  });

  it("stands after the agent's turn when the voice came after it began", () => {
    const scene = conversation().talk(500).understood("Hi").agent("Hello!", 600).turnComplete().wait(200);
    scene.talk(400).understood("And now?");
    expect(scene.lines).toEqual(["user: Hi", "agent: Hello!", "user: And now?"]);
  });

  it("stands after the greeting when this device heard no voice at all", () => {
    const scene = new Conversation()
      .connect("Hello!")
      .agent("What can I do?", 900)
      .understood("Tell me a story");
    expect(scene.lines).toEqual(["agent: What can I do?", "user: Tell me a story"]);
  });

  it("stands after the answer when it comes too long after it to belong to its question", () => {
    const scene = conversation().talk(400).understood("Hi").agent("Hello!", 600).turnComplete().wait(5_000);
    expect(scene.understood("What else?").lines).toEqual(["user: Hi", "agent: Hello!", "user: What else?"]);
  });

  it("never joins what was written", () => {
    const scene = conversation()
      .happens({ type: "text", text: "hi" })
      .wait(300)
      .talk(400)
      .understood("hello");
    expect(scene.lines).toEqual(["user: hi", "user: hello"]);
    const late = conversation()
      .happens({ type: "text", text: "hi" })
      .talk(300)
      .agent("Yes?", 200)
      .understood("hm");
    expect(late.lines).toEqual(["user: hi", "user: hm", "agent: Yes?"]);
  });

  it("keeps every word of any mixture, once, each voice in its order", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("agent" as const), ms: fc.integer({ min: 1, max: 900 }) }),
      fc.record({ kind: fc.constant("understood" as const), ms: fc.constant(0) }),
      fc.record({ kind: fc.constant("talk" as const), ms: fc.integer({ min: 1, max: 1_500 }) }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 4_000 }) }),
      fc.record({ kind: fc.constantFrom("turnComplete" as const, "generated" as const), ms: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scene = conversation();
        const said = { user: "", agent: "" };
        steps.forEach(({ kind, ms }, index) => {
          const word = ` w${index}`;
          if (kind === "agent") said.agent += word;
          if (kind === "understood") said.user += word;
          if (kind === "agent") scene.agent(word, ms);
          else if (kind === "understood") scene.understood(word);
          else if (kind === "talk" || kind === "wait") scene[kind](ms);
          else scene[kind]();
        });
        const words = (role: "user" | "agent") =>
          scene.turns
            .filter((turn) => turn.role === role)
            .flatMap((turn) => turn.text.split(" ").filter(Boolean));
        expect(words("agent").join(" ")).toBe(said.agent.trim());
        expect(words("user").sort()).toEqual(said.user.split(" ").filter(Boolean).sort());
        expect(new Set(scene.state.log.map((entry) => entry.id)).size).toBe(scene.state.log.length);
        expect(scene.turns.filter((turn) => turn.status === "open").length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe("what was heard of a cut turn", () => {
  const turn = (...pieces: readonly (readonly [string, number])[]) =>
    pieces.reduce(
      (said, [text, audioMs]) => {
        const spoken = appendAgentText(said, text);
        return { ...spoken, audioMs: spoken.audioMs + audioMs };
      },
      newTurn(1, "agent", 0),
    );

  it.each([
    [0, ""],
    [250, "One"],
    [1_000, "One two three "],
    [1_500, "One two three four "],
    [2_000, "One two three four five six."],
    [9_999, "One two three four five six."],
  ])("after %i ms of sound is %j", (heardMs, heard) => {
    const said = turn(["One two three ", 1_000], ["four five six.", 1_000]);
    expect(said.text.slice(0, heardPart(said, heardMs).chars)).toBe(heard);
  });

  it("spreads text that came all at once over the sound that followed", () => {
    const said = turn(["One two ", 0], ["three four", 0], ["", 1_000]);
    expect(said.text.slice(0, heardPart(said, 500).chars)).toBe("One two ");
  });

  it("is nothing when nothing could be played", () => {
    expect(heardPart(turn(["Hello", 0]), 300)).toEqual({ audioMs: 0, chars: 0 });
  });

  it("never shrinks as more is heard, and never exceeds the text", () => {
    const pieces = fc.array(fc.tuple(fc.stringMatching(/^[a-z ]{0,12}$/), fc.integer({ min: 0, max: 900 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pieces, fc.array(fc.integer({ min: -10, max: 9_000 })), (parts, moments) => {
        const said = turn(...parts);
        const chars = moments.toSorted((one, other) => one - other).map((ms) => heardPart(said, ms).chars);
        expect(chars).toEqual(chars.toSorted((one, other) => one - other));
        for (const count of chars) expect(count).toBeLessThanOrEqual(said.text.length);
      }),
    );
  });
});
