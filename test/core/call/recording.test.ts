import { describe, expect, it } from "vitest";
import { SessionError } from "../../../web/core/errors.ts";
import { Conversation, conversation, exampleAbout, started } from "../../fakes/conversation.ts";

const closedError = new SessionError("closed", { code: 1006 });
const secretMs = 4_000;

describe("what is kept of a call", () => {
  it("goes to the tape from the first moment on", () => {
    const scene = new Conversation().happens(started(undefined));
    expect(scene.state).toMatchObject({ id: "call-1", about: exampleAbout, recording: "on" });
    expect(scene.commands[0]).toEqual({ type: "set-taping", taping: true });
  });

  it("is only text when the person does not want a recording", () => {
    const start = {
      type: "start",
      id: "a",
      about: exampleAbout,
      greeting: undefined,
      record: false,
    } as const;
    const scene = new Conversation().happens(start);
    expect(scene.commands[0]).toEqual({ type: "set-taping", taping: false });
    scene.take();
    expect(scene.happens({ type: "off-record", off: true }).take()).toEqual([]);
    expect(scene.state).toMatchObject({ recording: "off", gaps: [], notices: [] });
  });

  it("has a marked gap while the call is off the record", () => {
    const scene = conversation();
    scene.take();
    const fromMs = scene.clock.now();
    scene.happens({ type: "off-record", off: true }).happens({ type: "off-record", off: true });
    expect(scene.commands).toEqual([{ type: "set-taping", taping: false }]);
    expect(scene.state.gaps).toEqual([{ reason: "off-record", fromMs, untilMs: undefined }]);
    scene.wait(secretMs).happens({ type: "off-record", off: false });
    expect(scene.commands.at(-1)).toEqual({ type: "set-taping", taping: true });
    expect(scene.state.recording).toBe("on");
    expect(scene.state.gaps).toEqual([{ reason: "off-record", fromMs, untilMs: fromMs + secretMs }]);
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["off-record", "on-record"]);
  });

  it("closes a gap with the call", () => {
    const scene = conversation().happens({ type: "off-record", off: true }).wait(secretMs);
    scene.happens({ type: "hang-up" });
    expect(scene.state.gaps[0]?.untilMs).toBe(scene.clock.now());
  });

  it("says once that the device is full, and the call goes on", () => {
    const scene = conversation().happens({ type: "recording-failed" }).happens({ type: "recording-failed" });
    expect(scene.state.phase.name).toBe("live");
    expect(scene.state.recording).toBe("failed");
    expect(scene.state.gaps).toMatchObject([{ reason: "storage-full" }]);
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["storage-full"]);
  });

  it("stays off the record when the device is full meanwhile, and says so after", () => {
    const scene = conversation().happens({ type: "off-record", off: true }).wait(1_000);
    const fullAtMs = scene.clock.now();
    scene.happens({ type: "recording-failed" }).happens({ type: "recording-failed" });
    expect(scene.state.recording).toBe("paused");
    scene.wait(1_000).happens({ type: "off-record", off: false });
    expect(scene.state.recording).toBe("failed");
    expect(scene.state.gaps).toMatchObject([
      { reason: "off-record", untilMs: scene.clock.now() },
      { reason: "storage-full", fromMs: fullAtMs, untilMs: undefined },
    ]);
  });

  it("can go off the record on a full device: the text is kept there, too", () => {
    const scene = conversation().happens({ type: "recording-failed" });
    expect(scene.happens({ type: "off-record", off: true }).state.recording).toBe("paused");
    expect(scene.happens({ type: "off-record", off: false }).state.recording).toBe("failed");
  });

  it("counts the sessions a call spans, and notes where it broke", () => {
    const scene = conversation().service({ type: "handle", handle: "h" });
    scene.happens({ type: "closed", error: closedError, quietMs: 0 }).wait(0).happens({ type: "connected" });
    expect(scene.state.sessions).toBe(2);
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["connection-lost", "reconnected"]);
  });
});

describe("the end of a call in the middle of the agent's words", () => {
  it("keeps only what was heard", () => {
    const scene = conversation()
      .agent("One two three four.", 4_000)
      .generated()
      .turnComplete()
      .startsPlaying();
    const turn = scene.queuedTurn();
    scene.happens({ type: "hang-up" }).happens({ type: "playback-stopped", turn, heardMs: 2_000 });
    expect(scene.turn(turn)).toMatchObject({ status: "interrupted", heard: { audioMs: 2_000 } });
  });

  it("keeps nothing of a turn that was never heard", () => {
    const scene = conversation().agent("One two three four.", 4_000);
    const turn = scene.queuedTurn();
    scene.happens({ type: "hang-up" }).happens({ type: "playback-stopped", turn: undefined, heardMs: 0 });
    expect(scene.turn(turn)).toMatchObject({ status: "interrupted", heard: { audioMs: 0, chars: 0 } });
  });

  it("leaves a turn whole that was heard to its end", () => {
    const scene = conversation().agent("One two.", 1_000).generated().turnComplete().startsPlaying();
    const turn = scene.queuedTurn();
    scene.playsOut().happens({ type: "hang-up" });
    scene.happens({ type: "playback-stopped", turn, heardMs: 990 });
    expect(scene.turn(turn).status).toBe("complete");
  });

  it("leaves an earlier turn whole, and one that was cut before as it was", () => {
    const scene = conversation().agent("Cut here.", 2_000).startsPlaying();
    const cut = scene.queuedTurn();
    scene.service({ type: "interrupted" }).flushed(cut, 500).turnComplete().wait(2_000);
    scene.agent("Whole.", 1_000).generated().turnComplete();
    const whole = scene.queuedTurn();
    scene.happens({ type: "hang-up" }).happens({ type: "playback-stopped", turn: whole, heardMs: 1_000 });
    expect(scene.turn(cut).heard?.audioMs).toBe(500);
    expect(scene.turn(whole).status).toBe("complete");
  });
});
