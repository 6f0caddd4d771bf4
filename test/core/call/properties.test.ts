import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Happening } from "../../../web/core/call/happening.ts";
import { SessionError } from "../../../web/core/errors.ts";
import { Conversation, started } from "../../fakes/conversation.ts";

const error = new SessionError("closed", { code: 1006 });
const callId = fc.constantFrom("a", "b", "c");
const turn = fc.integer({ min: 1, max: 9 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(
    started("Hello"),
    { type: "microphone-ready" },
    { type: "connected" },
    { type: "connect-failed", error },
    { type: "closed", error, quietMs: 0 },
    { type: "hang-up" },
    { type: "end-asked", reason: "done" },
    { type: "mute", muted: true },
    { type: "mute", muted: false },
    { type: "voice", speaking: true },
    { type: "voice", speaking: false },
    { type: "text", text: "hello" },
    { type: "live", event: { type: "interrupted" } },
    { type: "live", event: { type: "generation-complete" } },
    { type: "live", event: { type: "turn-complete" } },
    { type: "live", event: { type: "input-text", text: "you said" } },
    { type: "live", event: { type: "output-text", text: "I say" } },
    { type: "live", event: { type: "handle", handle: "h" } },
  ),
  fc.record({ type: fc.constant("agent-audio" as const), durationMs: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ type: fc.constant("playback-started" as const), turn }),
  fc.record({ type: fc.constant("playback-drained" as const), turn, heardMs: fc.nat(500) }),
  fc.record({ type: fc.constant("playback-flushed" as const), turn, heardMs: fc.nat(500) }),
  callId.map(
    (id): Happening => ({
      type: "live",
      event: { type: "tool-calls", calls: [{ id, name: "tool", args: {} }] },
    }),
  ),
  callId.map((id): Happening => ({ type: "live", event: { type: "tool-calls-cancelled", ids: [id] } })),
  callId.map(
    (id): Happening => ({
      type: "tool-settled",
      outcome: { status: "done", response: { id, name: "tool", response: { output: 1 } } },
    }),
  ),
);

const steps = fc.array(fc.tuple(happening, fc.nat(1_500)), { minLength: 20, maxLength: 150 });
const live: readonly (readonly [Happening, number])[] = [
  [started(undefined), 0],
  [{ type: "microphone-ready" }, 0],
  [{ type: "connected" }, 0],
];
const scene = fc.oneof(
  steps,
  steps.map((more) => [...live, ...more]),
);

/** Plays any scene, calling `check` after every step. */
function play(steps: readonly (readonly [Happening, number])[], check: (scene: Conversation) => void) {
  const conversation = new Conversation();
  for (const [what, waitMs] of steps) {
    conversation.happens(what).wait(waitMs);
    check(conversation);
  }
}

describe("whatever happens, in whatever order", () => {
  it("a call that rests does nothing until it is started again", () => {
    fc.assert(
      fc.property(scene, happening, (steps, late) => {
        const conversation = new Conversation();
        for (const [what, waitMs] of steps) conversation.happens(what).wait(waitMs);
        conversation.happens({ type: "hang-up" });
        conversation.take();
        if (late.type === "start") return;
        const { state } = conversation;
        conversation.happens(late);
        expect(conversation.state).toBe(state);
        expect(conversation.take()).toEqual([]);
      }),
    );
  });

  it("every tool call is answered at most once in a call, and never after it was withdrawn", () => {
    fc.assert(
      fc.property(scene, (steps) => {
        const answered = new Set<string>();
        play(steps, (conversation) => {
          for (const command of conversation.commands.splice(0)) {
            if (command.type === "open-microphone") answered.clear();
            if (command.type !== "respond") continue;
            for (const { id } of command.responses) {
              expect(answered.has(id)).toBe(false);
              answered.add(id);
            }
          }
        });
      }),
    );
  });

  it("the speaker is never told to play on a turn that was cut", () => {
    fc.assert(
      fc.property(scene, (steps) => {
        play(steps, (conversation) => {
          const { audible } = conversation;
          if (audible !== undefined) expect(conversation.turn(audible).status).toBe("open");
        });
      }),
    );
  });

  it("everything is released exactly once for every call that was started", () => {
    fc.assert(
      fc.property(scene, (steps) => {
        const conversation = new Conversation();
        for (const [what, waitMs] of steps) conversation.happens(what).wait(waitMs);
        conversation.happens({ type: "hang-up" });
        const opened = conversation.commands.filter((command) => command.type === "open-microphone");
        const released = conversation.commands.filter((command) => command.type === "release");
        expect(released).toHaveLength(opened.length);
      }),
    );
  });

  it("no turn and no tool call stays open when the call is over", () => {
    fc.assert(
      fc.property(scene, (steps) => {
        const conversation = new Conversation();
        for (const [what, waitMs] of steps) conversation.happens(what).wait(waitMs);
        conversation.happens({ type: "hang-up" });
        expect(conversation.turns.filter((entry) => entry.status === "open")).toEqual([]);
        expect(conversation.toolCalls.filter((entry) => entry.status === "running")).toEqual([]);
      }),
    );
  });
});
