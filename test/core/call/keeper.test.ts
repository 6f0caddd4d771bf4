import { describe, expect, it } from "vitest";
import type { CallCommand } from "../../../web/core/call/command.ts";
import type { LinkReading } from "../../../web/core/call/happening.ts";
import { hasBecomeSlow } from "../../../web/core/call/link.ts";
import { SessionError, TokenError } from "../../../web/core/errors.ts";
import { Conversation, conversation } from "../../fakes/conversation.ts";

const lost = new SessionError("closed", { code: 1006 });

/** A live call with a handle. */
function resumable(): Conversation {
  const scene = conversation().service({ type: "handle", handle: "h1" });
  scene.take();
  return scene;
}

function loses(scene: Conversation, error: SessionError = lost, quietMs = 0): Conversation {
  scene.commands.length = 0;
  return scene.happens({ type: "closed", error, quietMs });
}

/** A look at the open session; the link's own timer is not waited for. */
function look(scene: Conversation, reading: Partial<LinkReading> = {}): Conversation {
  return scene.happens({ type: "link-read", quietMs: 0, queuedBytes: 0, ...reading });
}

/** A service that sends by itself. */
function pulsing(): Conversation {
  const scene = resumable();
  for (let second = 0; second < 6; second += 1) look(scene.wait(1_000), { quietMs: 400 });
  scene.take();
  return scene;
}

function only<Type extends CallCommand["type"]>(scene: Conversation, type: Type) {
  return scene.commands.filter(
    (command): command is Extract<CallCommand, { type: Type }> => command.type === type,
  );
}

describe("a connection that is lost", () => {
  it("is resumed with the newest handle, without a second greeting", () => {
    const scene = new Conversation().connect("Hello?").agent("Hi.", 300).generated().turnComplete();
    scene.service({ type: "handle", handle: "h1" }, { type: "handle", handle: "h2" });
    scene.service({ type: "not-resumable" });
    loses(scene);
    expect(scene.state.phase).toMatchObject({ name: "reconnecting", attempt: 1, error: lost });
    scene.wait(0);
    expect(only(scene, "connect")).toEqual([{ type: "connect", handle: "h2" }]);
    scene.take();
    scene.happens({ type: "connected" });
    expect(scene.state.phase.name).toBe("live");
    expect(scene.take()).not.toContain("send-text");
    expect(scene.lines).toEqual(["agent: Hi."]);
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["connection-lost", "reconnected"]);
  });

  it("starts afresh where there is no handle yet, and says so", () => {
    const scene = loses(conversation()).wait(0);
    expect(only(scene, "connect")).toEqual([{ type: "connect", handle: undefined }]);
    scene.happens({ type: "connected" });
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["connection-lost", "started-afresh"]);
  });

  it("plays to the end what had already come, and asks for the rest", () => {
    const scene = resumable().agent("One two", 900).startsPlaying();
    loses(scene);
    expect(scene.take()).toContain("finish-playback");
    scene.playsOut();
    expect(scene.turns[0]?.status).toBe("complete");
    scene.wait(0).happens({ type: "connected" });
    expect(only(scene, "send-text")).toEqual([
      { type: "send-text", text: expect.stringMatching(/Go on from/) },
    ]);
    expect(scene.state.activity).toBe("thinking");
  });

  it("asks for nothing when all of the answer had come", () => {
    const scene = resumable().agent("One two", 900).generated();
    loses(scene).wait(0).happens({ type: "connected" });
    expect(only(scene, "send-text")).toEqual([]);
  });

  it("greets when the greeting had not been answered", () => {
    const scene = loses(new Conversation().connect("Hello?")).wait(0);
    scene.happens({ type: "connected" });
    expect(only(scene, "send-text")).toEqual([{ type: "send-text", text: "Hello?" }]);
  });

  it("gives the next session all of a speech that nobody answered", () => {
    const scene = resumable().talk(3_000).wait(500);
    loses(scene);
    expect(only(scene, "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 3_900 }) },
    ]);
  });

  it("gives it at least two seconds, and all that may have been sent in vain", () => {
    const scene = resumable().wait(60_000);
    expect(only(loses(scene), "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 2_000 }) },
    ]);
    const silent = resumable().wait(60_000);
    expect(only(loses(silent, lost, 5_000), "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 7_000 }) },
    ]);
  });

  it("does not give it what was answered", () => {
    const scene = resumable().talk(1_000).wait(600).agent("Yes", 300).generated().wait(100);
    loses(scene);
    expect(only(scene, "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 700 }) },
    ]);
  });

  it("shows the words of such a speech once, as the next session understands them", () => {
    const scene = resumable().happens({ type: "voice", speaking: true }).wait(1_000).understood("I want to ");
    loses(scene).wait(0).happens({ type: "connected" });
    expect(scene.lines).toEqual(["user: I want to"]);
    scene.understood("I want to book ").understood("a room").agent("Which?", 300);
    expect(scene.lines).toEqual(["user: I want to book a room", "agent: Which?"]);
  });

  it("forgets a cough, and what the service chose not to answer", () => {
    const scene = resumable().wait(9_000).talk(100).wait(9_000);
    expect(only(loses(scene), "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 2_000 }) },
    ]);
    const ignored = look(resumable().talk(1_000).wait(10_000), { quietMs: 300 }).wait(10_000);
    expect(only(loses(ignored), "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 2_000 }) },
    ]);
  });

  it("sends written messages when it is back: those of the meantime, and those that were not answered", () => {
    const scene = resumable().happens({ type: "text", text: "One" });
    loses(scene).happens({ type: "text", text: "Two" });
    expect(only(scene, "send-text")).toEqual([]);
    scene.wait(0).happens({ type: "connected" });
    expect(only(scene, "send-text").map(({ text }) => text)).toEqual(["One", "Two"]);
    scene.agent("Both.", 300);
    loses(scene.generated()).wait(500).happens({ type: "connected" });
    expect(only(scene, "send-text")).toEqual([]);
    expect(scene.lines).toEqual(["user: One", "user: Two", "agent: Both."]);
  });

  it("ends the call after two minutes, with what was said kept", () => {
    const scene = loses(resumable());
    for (let tries = 0; tries < 20 && scene.state.phase.name === "reconnecting"; tries += 1) {
      scene.wait(32_000).happens({ type: "connect-failed", error: new TokenError("unreachable") });
    }
    expect(scene.clock.now()).toBeGreaterThan(85_000);
    expect(scene.clock.now()).toBeLessThan(170_000);
    expect(scene.state.phase).toMatchObject({
      name: "ended",
      outcome: { error: { reason: "not-restored" } },
    });
  });

  it("ends the call at once where the same would be refused again", () => {
    const scene = loses(
      resumable(),
      new SessionError("closed", { code: 1007, serviceReason: "API key not valid." }),
    );
    expect(scene.state.phase.name).toBe("ended");
  });

  it("waits longer after sessions that did not last, and starts over after 15 s of health", () => {
    const scene = loses(resumable()).wait(0).happens({ type: "connected" }).wait(14_000);
    loses(scene);
    expect(only(scene, "set-timer")).toContainEqual(
      expect.objectContaining({ timer: "reconnect", delayMs: 500 }),
    );
    scene.wait(500).happens({ type: "connected" }).wait(15_000);
    loses(scene);
    expect(only(scene, "set-timer")).toContainEqual(
      expect.objectContaining({ timer: "reconnect", delayMs: 0 }),
    );
  });

  it("leaves a handle whose sessions die twice within 5 s, and does not go on for ever", () => {
    const scene = resumable().wait(60_000);
    const handles: (string | undefined)[] = [];
    for (let deaths = 0; deaths < 20 && scene.state.phase.name !== "ended"; deaths += 1) {
      loses(scene).wait(32_000).happens({ type: "connected" }).wait(1_000);
      handles.push(only(scene, "connect")[0]?.handle);
    }
    expect(handles.slice(0, 4)).toEqual(["h1", "h1", undefined, undefined]);
    expect(scene.state.phase.name).toBe("ended");
    expect(handles.length).toBeLessThan(8);
  });

  it("tries at once when the device has a network again", () => {
    const scene = loses(resumable());
    scene.wait(0).happens({ type: "connect-failed", error: lost });
    scene.wait(500).happens({ type: "connect-failed", error: lost });
    scene.take();
    scene.happens({ type: "network", online: true });
    expect(only(scene, "connect")).toEqual([{ type: "connect", handle: "h1" }]);
    scene.happens({ type: "connected" }).wait(60_000);
    expect(only(scene, "connect")).toHaveLength(1);
  });
});

describe("an open connection", () => {
  it("counts as lost when a service that sends by itself is silent for 5 s", () => {
    const scene = look(pulsing(), { quietMs: 4_900 });
    expect(scene.state.phase.name).toBe("live");
    look(scene, { quietMs: 5_000 });
    expect(scene.state.phase).toMatchObject({ name: "reconnecting", error: { reason: "silent" } });
    expect(only(scene, "drop-session")).toHaveLength(1);
    expect(only(scene, "rewind-uplink")).toEqual([
      { type: "rewind-uplink", unsure: expect.objectContaining({ saidMs: 7_000 }) },
    ]);
  });

  it("may be silent when the service never sends by itself", () => {
    const scene = resumable();
    for (let second = 1; second < 120; second += 1) look(scene.wait(1_000), { quietMs: second * 1_000 });
    expect(scene.state.phase.name).toBe("live");
  });

  it("may be silent while a tool runs, and while the agent's last words are still to be heard", () => {
    const tool = pulsing().service({ type: "tool-calls", calls: [{ id: "a", name: "f", args: {} }] });
    expect(look(tool, { quietMs: 30_000 }).state.phase.name).toBe("live");
    const speaking = pulsing().agent("A long story", 12_000).generated();
    expect(look(speaking, { quietMs: 16_000 }).state.phase.name).toBe("live");
    expect(look(speaking, { quietMs: 17_000 }).state.phase.name).toBe("reconnecting");
  });

  it("counts as lost when the socket grows fuller and fuller and nothing comes back", () => {
    const scene = resumable();
    for (let second = 1; second <= 3; second += 1)
      look(scene.wait(1_000), { quietMs: second * 1_000, queuedBytes: 100_000 + second * 40_000 });
    expect(scene.state.phase.name).toBe("live");
    look(scene.wait(1_000), { quietMs: 4_000, queuedBytes: 300_000 });
    expect(scene.state.phase.name).toBe("reconnecting");
  });

  it("is kept on a network that is only slow", () => {
    const scene = resumable();
    for (let second = 1; second <= 30; second += 1)
      look(scene.wait(1_000), { quietMs: 700, queuedBytes: 100_000 + second * 40_000 });
    expect(scene.state.phase.name).toBe("live");
  });

  it("counts as lost 2.5 s after the device lost its network, unless it is back or something came", () => {
    const scene = resumable().happens({ type: "network", online: false }).wait(2_000);
    expect(look(scene, { quietMs: 2_000 }).state.phase.name).toBe("live");
    expect(look(scene.wait(500), { quietMs: 2_500 }).state.phase.name).toBe("reconnecting");
    const back = resumable().happens({ type: "network", online: false }).wait(2_000);
    back.happens({ type: "network", online: true }).wait(3_000);
    expect(look(back, { quietMs: 5_000 }).state.phase.name).toBe("live");
    const other = resumable().happens({ type: "network", online: false }).wait(5_000);
    expect(look(other, { quietMs: 300 }).state.phase.name).toBe("live");
  });

  it("is nudged 4 s after the person has finished and nothing came, and left after 10", () => {
    const scene = resumable().talk(1_000);
    look(scene.wait(3_000), { quietMs: 3_500 });
    expect(only(scene, "nudge")).toEqual([]);
    look(scene.wait(1_000), { quietMs: 4_500 });
    look(scene.wait(1_000), { quietMs: 5_500 });
    expect(only(scene, "nudge")).toHaveLength(1);
    expect(scene.state.phase.name).toBe("live");
    look(scene.wait(5_000), { quietMs: 10_500 });
    expect(scene.state.phase.name).toBe("reconnecting");
  });

  it("goes back to listening without fuss when the service lives and chose not to answer", () => {
    const scene = resumable().talk(1_000);
    for (let second = 1; second < 30; second += 1) look(scene.wait(1_000), { quietMs: 600 });
    expect(scene.state.phase.name).toBe("live");
    expect(scene.state.activity).toBe("listening");
    expect(only(scene, "nudge")).toEqual([]);
  });

  it("no longer says that it asks again once the service chose not to answer after all", () => {
    const scene = conversation().talk(1_000).wait(4_000);
    look(scene, { quietMs: 4_000 });
    expect(scene.state.link.nudged).toBe(true);
    look(scene.wait(6_000), { quietMs: 300 });
    expect(scene.state.unanswered.sinceMs).toBeUndefined();
    expect(scene.state.link.nudged).toBe(false);
  });

  it("is looked at every second, and no longer once it is lost", () => {
    const scene = resumable().wait(3_000);
    expect(only(scene, "read-link")).toHaveLength(3);
    loses(scene).wait(0);
    scene.wait(5_000);
    expect(only(scene, "read-link")).toEqual([]);
  });

  it("is not drawn anew for a look that found nothing", () => {
    const scene = pulsing();
    const before = scene.state;
    expect(look(scene.wait(1_000), { quietMs: 300 }).state).toBe(before);
    expect(look(scene.wait(1_000), { quietMs: 700, queuedBytes: 9_000 }).state).toBe(before);
  });

  it("is poor while sound waits too long, and what was left out is noted once", () => {
    const scene = resumable().happens({ type: "uplink-poor", poor: true });
    expect(scene.state.link.poor).toBe(true);
    for (let i = 0; i < 5; i += 1) scene.wait(20).happens({ type: "uplink-dropped", ms: 20 });
    expect(scene.state.notices.map(({ type }) => type)).toEqual(["sound-dropped"]);
    expect(loses(scene).wait(0).happens({ type: "connected" }).state.link.poor).toBe(true);
  });

  it("has become slow when answers take more than twice as long as at first", () => {
    const { link } = resumable().state;
    expect(hasBecomeSlow({ ...link, answersMs: [1_000, 1_100, 900, 3_500, 3_600, 4_000] })).toBe(true);
    expect(hasBecomeSlow({ ...link, answersMs: [1_000, 1_100, 900, 2_500, 2_600, 2_900] })).toBe(false);
    expect(hasBecomeSlow({ ...link, answersMs: [3_000, 3_100, 3_200, 3_500, 3_600, 4_000] })).toBe(false);
    expect(hasBecomeSlow({ ...link, answersMs: [1_000, 5_000, 5_000] })).toBe(false);
    const scene = resumable().talk(1_000).wait(700).agent("Yes", 100);
    expect(scene.state.link.answersMs).toEqual([700]);
  });
});

describe("a planned move", () => {
  it("waits for a quiet moment after goAway", () => {
    const scene = resumable().talk(1_000).service({ type: "go-away", timeLeftMs: 50_000 });
    expect(only(look(scene.wait(1_000)), "move")).toEqual([]);
    scene.agent("Yes", 500).startsPlaying().generated();
    expect(only(look(scene), "move")).toEqual([]);
    scene.service({ type: "not-resumable" }).turnComplete().playsOut();
    expect(only(look(scene), "move")).toEqual([]);
    scene.service({ type: "handle", handle: "h2" });
    expect(only(look(scene.wait(1_000)), "move")).toEqual([{ type: "move", handle: "h2" }]);
    expect(only(look(scene.wait(1_000)), "move")).toHaveLength(1);
  });

  it("does not wait longer than there is time", () => {
    const scene = resumable().happens({ type: "voice", speaking: true });
    scene.service({ type: "go-away", timeLeftMs: 10_000 });
    expect(only(look(scene.wait(6_900)), "move")).toEqual([]);
    expect(only(look(scene.wait(100)), "move")).toHaveLength(1);
  });

  it("begins at once when little or no time is named and nobody speaks", () => {
    expect(only(resumable().service({ type: "go-away", timeLeftMs: 1_500 }), "move")).toHaveLength(1);
    expect(only(resumable().service({ type: "go-away", timeLeftMs: undefined }), "move")).toHaveLength(1);
  });

  it("comes by itself after 8.5 minutes, and when the person wants a fresh connection", () => {
    const scene = resumable().wait(509_000);
    expect(only(look(scene), "move")).toEqual([]);
    expect(only(look(scene.wait(1_000)), "move")).toHaveLength(1);
    expect(only(resumable().happens({ type: "refresh" }), "move")).toHaveLength(1);
  });

  it("changes the session without a word: no notice, no greeting, nothing sent again", () => {
    const scene = resumable().wait(30_000).happens({ type: "refresh" });
    scene.take();
    scene.happens({ type: "moving", quietMs: 0 });
    expect(scene.state.phase).toMatchObject({ name: "reconnecting", error: undefined });
    scene.happens({ type: "connected" });
    expect(scene.state.phase.name).toBe("live");
    expect(scene.state.notices).toEqual([]);
    expect(scene.state.sessions).toBe(2);
    expect(scene.take()).not.toContain("send-text");
    expect(only(look(scene.wait(1_000)), "move")).toEqual([]);
  });

  it("is tried again after 10 s when it could not begin, and the session goes on", () => {
    const scene = resumable().service({ type: "go-away", timeLeftMs: 60_000 });
    scene.happens({ type: "move-failed" });
    expect(scene.state.phase.name).toBe("live");
    scene.take();
    expect(only(look(scene.wait(9_000)), "move")).toEqual([]);
    expect(only(look(scene.wait(1_000)), "move")).toHaveLength(1);
  });

  it("becomes a loss like any other when it fails on the way", () => {
    const scene = resumable().happens({ type: "refresh" }).happens({ type: "moving", quietMs: 0 });
    scene.happens({ type: "connect-failed", error: lost });
    expect(scene.state.phase).toMatchObject({ name: "reconnecting", attempt: 1, error: lost });
    scene.wait(0);
    expect(only(scene, "connect")).toEqual([{ type: "connect", handle: "h1" }]);
  });
});

describe("a tool call that is running when the connection is lost", () => {
  const call = { id: "a", name: "find_slot", args: { day: "Monday" } };
  const settled = {
    status: "done",
    response: { id: "a", name: "find_slot", response: { output: "at nine" } },
  } as const;

  it("goes on, and the next session is told in words what it found", () => {
    const scene = resumable().service({ type: "tool-calls", calls: [call] });
    loses(scene);
    expect(only(scene, "cancel-tools")).toEqual([]);
    scene.happens({ type: "tool-settled", outcome: settled }).wait(0).happens({ type: "connected" });
    expect(only(scene, "respond")).toEqual([]);
    expect(only(scene, "send-text")).toEqual([
      { type: "send-text", text: expect.stringContaining("at nine") },
    ]);
  });

  it("answers the next session that asks for the same, once, without running again", () => {
    const scene = resumable().service({ type: "tool-calls", calls: [call] });
    loses(scene).wait(0).happens({ type: "connected" });
    scene.service({ type: "tool-calls", calls: [{ ...call, id: "b" }] });
    expect(only(scene, "run-tool")).toEqual([]);
    scene.happens({ type: "tool-settled", outcome: settled });
    expect(only(scene, "respond").flatMap(({ responses }) => responses.map(({ id }) => id))).toEqual(["b"]);
    expect(only(scene, "send-text")).toEqual([]);
  });
});
