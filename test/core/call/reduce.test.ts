import { describe, expect, it } from "vitest";
import { MicrophoneError, SessionError, TokenError } from "../../../web/core/errors.ts";
import { Conversation, conversation, started } from "../../fakes/conversation.ts";

describe("the way into a call", () => {
  it("asks for the microphone first and connects once it is open", () => {
    const scene = new Conversation().happens(started(undefined));
    expect(scene.state.phase.name).toBe("requesting-microphone");
    expect(scene.take()).toEqual(["set-taping", "open-microphone"]);
    scene.happens({ type: "microphone-ready" });
    expect(scene.state.phase.name).toBe("connecting");
    expect(scene.commands).toEqual([{ type: "connect", handle: undefined }]);
  });

  it("connects once, however often the microphone says that it is ready", () => {
    const scene = new Conversation().connect();
    scene.take();
    expect(scene.happens({ type: "microphone-ready" }).take()).toEqual([]);
  });

  it("lets the agent speak first when there is a greeting", () => {
    const scene = new Conversation().connect("Say hello.");
    expect(scene.commands).toContainEqual({ type: "send-text", text: "Say hello." });
    expect(scene.state.activity).toBe("thinking");
    expect(scene.state.log).toEqual([]);
  });

  it("drops the greeting when the person has already begun to talk", () => {
    const scene = new Conversation()
      .happens(started("Say hello."))
      .happens({ type: "microphone-ready" })
      .talk(400)
      .happens({ type: "connected" });
    expect(scene.commands.map((command) => command.type)).not.toContain("send-text");
  });

  it.each([
    new MicrophoneError("denied"),
    new TokenError("rate-limited", { retryAfterMs: 40_000 }),
    new SessionError("setup-rejected", { code: 1007, serviceReason: "no such voice" }),
  ])("ends with the error and releases everything: %s", (error) => {
    const scene = new Conversation().happens(started(undefined));
    if (error.kind === "microphone") scene.happens({ type: "microphone-failed", error });
    else scene.happens({ type: "microphone-ready" }).happens({ type: "connect-failed", error });
    expect(scene.state.phase).toMatchObject({ name: "ended", outcome: { type: "failed", error } });
    expect(scene.take()).toContain("release");
  });

  it("starts anew after an end, with an empty log", () => {
    const scene = conversation().agent("Hi", 500).happens({ type: "hang-up" });
    scene.happens(started(undefined));
    expect(scene.state.phase.name).toBe("requesting-microphone");
    expect(scene.state.log).toEqual([]);
  });

  it("ignores a second start while a call runs", () => {
    const scene = conversation().happens(started(undefined));
    expect(scene.state.phase.name).toBe("live");
    expect(scene.take()).toEqual([]);
  });
});

describe("a sound before the session is ready", () => {
  it("does not cost the greeting when it was only a cough", () => {
    const scene = new Conversation()
      .happens(started("Say hello."))
      .happens({ type: "microphone-ready" })
      .talk(120)
      .happens({ type: "connected" });
    expect(scene.commands).toContainEqual({ type: "send-text", text: "Say hello." });
  });
});

describe("the end of a call", () => {
  it("releases everything when the person hangs up, also while connecting", () => {
    const scene = new Conversation().happens(started(undefined)).happens({ type: "microphone-ready" });
    scene.take();
    scene.happens({ type: "hang-up" });
    expect(scene.state.phase).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
    expect(scene.take()).toContain("release");
  });

  it("does nothing about events that come late", () => {
    const scene = conversation().agent("Hello", 900).happens({ type: "hang-up" });
    scene.take();
    const { state } = scene;
    scene
      .agent(" there", 400)
      .turnComplete()
      .service({ type: "interrupted" }, { type: "tool-calls", calls: [{ id: "a", name: "b", args: {} }] })
      .understood("hello")
      .talk(500)
      .happens({ type: "closed", error: new SessionError("closed", { code: 1006 }), quietMs: 0 })
      .happens({ type: "connected" })
      .happens({ type: "playback-drained", turn: 1, heardMs: 900 })
      .happens({ type: "mute", muted: true })
      .happens({ type: "text", text: "hi" });
    expect(scene.state).toBe(state);
    expect(scene.take()).toEqual([]);
  });

  it("closes open turns and withdraws tools that still run", () => {
    const scene = conversation()
      .talk(400)
      .understood("what time is it")
      .service({ type: "tool-calls", calls: [{ id: "1", name: "get_current_time", args: {} }] })
      .happens({ type: "hang-up" });
    expect(scene.turns.every((turn) => turn.status === "complete")).toBe(true);
    expect(scene.toolCalls[0]?.status).toBe("cancelled");
    expect(scene.commands).toContainEqual({ type: "cancel-tools", ids: ["1"] });
  });
});

describe("the agent's turn", () => {
  it("is spoken, complete for the service, and over when it was heard", () => {
    const scene = conversation().agent("Hello,", 400).agent(" how are you?", 800).startsPlaying();
    expect(scene.state.activity).toBe("speaking");
    scene.generated().turnComplete();
    expect(scene.turns[0]).toMatchObject({
      role: "agent",
      status: "complete",
      text: "Hello, how are you?",
      audioMs: 1200,
    });
    expect(scene.state.activity).toBe("speaking");
    scene.wait(700).playsOut();
    expect(scene.state.activity).toBe("listening");
    expect(scene.turns[0]?.endedAtMs).toBe(700);
  });

  it("tells the speaker once that all of it has come", () => {
    const scene = conversation().agent("Hello", 400).generated().turnComplete();
    expect(scene.take().filter((type) => type === "finish-playback")).toHaveLength(1);
  });

  it("tells the speaker also when the service never says that it generated everything", () => {
    const scene = conversation().agent("Hello", 400).turnComplete();
    expect(scene.commands).toContainEqual({ type: "finish-playback", turn: 1 });
  });

  it("keeps fragments verbatim and ignores empty ones", () => {
    const scene = conversation().agent("We", 100).agent("", 100).agent(" could  talk", 100);
    expect(scene.turns[0]?.text).toBe("We could  talk");
    expect(scene.turns[0]?.marks).toHaveLength(2);
  });

  it("is a new turn after a turn boundary, while the old one may still be playing", () => {
    const scene = conversation().agent("One.", 900).startsPlaying().turnComplete().agent("Two.", 300);
    expect(scene.lines).toEqual(["agent: One.", "agent: Two."]);
    expect(scene.audible).toBe(scene.turns[1]?.id);
    scene.happens({ type: "playback-drained", turn: 1, heardMs: 900 });
    expect(scene.state.activity).toBe("speaking");
  });
});

describe("a connection that is lost while the agent is heard", () => {
  it("does not show the agent as silent before its last word was heard", () => {
    const scene = conversation().agent("A long story", 6_000).startsPlaying().wait(500);
    scene
      .happens({ type: "closed", error: new SessionError("closed"), quietMs: 0 })
      .wait(0)
      .happens({ type: "connected" });
    expect(scene.state.phase.name).toBe("live");
    expect(scene.state.activity).toBe("speaking");
    scene.wait(5_500).playsOut();
    expect(scene.state.activity).toBe("listening");
  });
});

describe("barge-in", () => {
  it("flushes the speaker, ends the turn as interrupted and keeps what was heard", () => {
    const scene = conversation().agent("One two three four", 1000).startsPlaying();
    scene.take();
    scene.service({ type: "interrupted" });
    expect(scene.take()).toContain("flush-playback");
    expect(scene.state.activity).toBe("listening");
    scene.flushed(1, 500);
    expect(scene.turns[0]).toMatchObject({ status: "interrupted", heard: { audioMs: 500, chars: 8 } });
    expect(scene.turns[0]?.text.slice(0, 8)).toBe("One two ");
  });

  it("is not undone by a first sound that was on its way to the page", () => {
    const scene = conversation().agent("One two", 1000).service({ type: "interrupted" });
    scene.happens({ type: "playback-started", turn: 1 });
    expect(scene.state.activity).toBe("listening");
  });

  it("never plays audio of the cut turn that arrives later", () => {
    const scene = conversation().agent("One two", 1000).startsPlaying().service({ type: "interrupted" });
    scene.wait(20).agent(" three", 200);
    expect(scene.audible).toBeUndefined();
    expect(scene.lines).toEqual(["agent: One two"]);
    scene.turnComplete().wait(10).agent("New answer", 300);
    expect(scene.lines).toEqual(["agent: One two", "agent: New answer"]);
    expect(scene.audible).toBe(scene.turns[1]?.id);
  });

  it("plays the next answer even if the service forgets to close the cut turn", () => {
    const scene = conversation().agent("One two", 1000).service({ type: "interrupted" });
    scene.wait(100).agent(" three", 200).wait(900).agent("still the old one", 200);
    expect(scene.audible).toBeUndefined();
    scene.wait(1_000).agent("New answer", 300);
    expect(scene.lines).toEqual(["agent: One two", "agent: New answer"]);
  });

  it("plays the next answer when the interruption came after everything had been sent", () => {
    const scene = conversation()
      .agent("One two", 3000)
      .startsPlaying()
      .generated()
      .service({ type: "interrupted" });
    scene.wait(50).agent("New answer", 300);
    expect(scene.audible).toBe(scene.turns[1]?.id);
  });

  it("is harmless when the agent says nothing", () => {
    const scene = conversation().service({ type: "interrupted" });
    expect(scene.take()).not.toContain("flush-playback");
    scene.agent("Hello", 300);
    expect(scene.audible).toBe(1);
  });

  it("cuts a turn that is complete for the service but still playing", () => {
    const scene = conversation().agent("One two three", 3000).startsPlaying().generated().turnComplete();
    scene.service({ type: "interrupted" });
    expect(scene.turns[0]?.status).toBe("interrupted");
    expect(scene.take()).toContain("flush-playback");
  });
});

describe("talking over sound that outlives its generation", () => {
  const playing = () => conversation().agent("One two three", 3000).startsPlaying().generated();

  it("lowers the voice at once and cuts it after 300 ms", () => {
    const scene = playing();
    scene.take();
    scene.happens({ type: "voice", speaking: true });
    expect(scene.commands).toContainEqual({ type: "duck", ducked: true });
    scene.wait(299);
    expect(scene.take()).not.toContain("flush-playback");
    scene.wait(1);
    expect(scene.commands).toContainEqual({ type: "flush-playback" });
    expect(scene.commands).toContainEqual({ type: "duck", ducked: false });
    expect(scene.turns[0]?.status).toBe("interrupted");
  });

  it("brings the voice back after a cough", () => {
    const scene = playing();
    scene.take();
    scene.talk(150);
    expect(scene.commands.findLast((command) => command.type === "duck")).toEqual({
      type: "duck",
      ducked: false,
    });
    scene.wait(1_000);
    expect(scene.turns[0]?.status).not.toBe("interrupted");
    expect(scene.take()).not.toContain("flush-playback");
  });

  it("leaves the judgement to the service while the service still sends", () => {
    const scene = conversation().agent("One two three", 3000).startsPlaying();
    scene.take();
    scene.talk(900);
    expect(scene.take()).not.toContain("flush-playback");
    expect(scene.turns[0]?.status).toBe("open");
  });

  it("notices a voice that began before the generation ended", () => {
    const scene = conversation().agent("One two three", 3000).startsPlaying();
    scene.happens({ type: "voice", speaking: true }).generated().wait(300);
    expect(scene.turns[0]?.status).toBe("interrupted");
  });

  it("takes no notice while muted", () => {
    const scene = playing().happens({ type: "mute", muted: true });
    scene.take();
    scene.talk(900);
    expect(scene.take()).not.toContain("flush-playback");
  });
});

describe("the person's turn", () => {
  it("puts the agent to thinking, and back to listening if it chooses not to answer", () => {
    const scene = conversation().talk(600);
    expect(scene.state.activity).toBe("thinking");
    scene.wait(8_000);
    expect(scene.state.activity).toBe("listening");
  });

  it("does not stop the agent from being shown as speaking", () => {
    const scene = conversation().agent("A long story", 9_000).startsPlaying().turnComplete();
    scene.understood("hm");
    expect(scene.state.activity).toBe("speaking");
  });

  it("is not forgotten while the answer has come but is not yet heard", () => {
    const scene = conversation().talk(600).wait(7_000).agent("Well", 400).wait(5_000);
    expect(scene.state.activity).toBe("thinking");
  });

  it("takes no notice of a cough", () => {
    expect(conversation().talk(120).state.activity).toBe("listening");
  });

  it("is closed by the agent's answer", () => {
    const scene = conversation().talk(500).understood("hello").wait(300).agent("Hi", 200);
    expect(scene.turns[0]).toMatchObject({ role: "user", status: "complete", endedAtMs: 500 });
  });

  it("can be written, and shows at once", () => {
    const scene = conversation().happens({ type: "text", text: "What time is it?" });
    expect(scene.commands).toContainEqual({ type: "send-text", text: "What time is it?" });
    expect(scene.turns[0]).toMatchObject({ role: "user", typed: true, status: "complete" });
    expect(scene.state.activity).toBe("thinking");
  });

  it("is not sent when there is nothing in it, or no session", () => {
    expect(conversation().happens({ type: "text", text: "  " }).take()).toEqual([]);
    const connecting = new Conversation().happens(started(undefined));
    connecting.take();
    expect(connecting.happens({ type: "text", text: "hi" }).take()).toEqual([]);
  });

  it("silences what is only playing on when it is written", () => {
    const scene = conversation().agent("One two", 3000).startsPlaying().generated().turnComplete();
    scene.take();
    scene.happens({ type: "text", text: "Stop" });
    expect(scene.take()).toEqual(expect.arrayContaining(["flush-playback", "send-text"]));
    expect(scene.lines).toEqual(["agent: One two", "user: Stop"]);
  });
});

describe("mute", () => {
  it("in the middle of a word ends what was said: it waits for its answer", () => {
    const scene = conversation().happens({ type: "voice", speaking: true }).wait(2_000);
    scene.happens({ type: "mute", muted: true });
    expect(scene.state.activity).toBe("thinking");
    for (let waitedMs = 1_000; waitedMs <= 12_000; waitedMs += 1_000)
      scene.wait(1_000).happens({ type: "link-read", quietMs: waitedMs, queuedBytes: 0 });
    expect(scene.state.phase.name).toBe("reconnecting");
  });

  it("silences at once and tells the service after a second", () => {
    const scene = conversation().happens({ type: "mute", muted: true });
    expect(scene.commands).toContainEqual({ type: "set-muted", muted: true });
    scene.wait(999);
    expect(scene.take()).not.toContain("pause-uplink");
    scene.wait(1);
    expect(scene.take()).toContain("pause-uplink");
  });

  it("does not pause the uplink when it was short", () => {
    const scene = conversation().happens({ type: "mute", muted: true }).wait(500);
    scene.happens({ type: "mute", muted: false }).wait(5_000);
    expect(scene.take()).not.toContain("pause-uplink");
  });

  it("says so when the person talks, and stops saying so", () => {
    const scene = conversation().happens({ type: "mute", muted: true });
    scene.happens({ type: "voice", speaking: true });
    expect(scene.state.mutedSpeech).toBe(true);
    expect(scene.state.floor.voice.startedAtMs).toBeUndefined();
    scene.wait(4_000);
    expect(scene.state.mutedSpeech).toBe(false);
  });
});

describe("tool calls", () => {
  const call = { id: "call-1", name: "get_current_time", args: { place: "Tokyo" } };
  const response = { id: "call-1", name: "get_current_time", response: { output: "9:00" } };

  it("runs each, answers it once and shows it between what was said before and after", () => {
    const scene = conversation()
      .agent("Let me see.", 500)
      .service({ type: "tool-calls", calls: [call] });
    expect(scene.commands).toContainEqual({ type: "run-tool", call });
    scene.happens({ type: "tool-settled", outcome: { status: "done", response } });
    scene.happens({ type: "tool-settled", outcome: { status: "done", response } });
    expect(scene.commands.filter((command) => command.type === "respond")).toEqual([
      { type: "respond", responses: [response] },
    ]);
    scene.agent("It is nine.", 600).turnComplete();
    expect(scene.lines).toEqual(["agent: Let me see.", "tool: get_current_time done", "agent: It is nine."]);
  });

  it("runs a repeated id once", () => {
    const scene = conversation().service(
      { type: "tool-calls", calls: [call, call] },
      { type: "tool-calls", calls: [call] },
    );
    expect(scene.commands.filter((command) => command.type === "run-tool")).toHaveLength(1);
  });

  it("never answers a call that was cancelled", () => {
    const scene = conversation().service(
      { type: "tool-calls", calls: [call] },
      { type: "tool-calls-cancelled", ids: ["call-1", "unknown"] },
    );
    expect(scene.commands).toContainEqual({ type: "cancel-tools", ids: ["call-1"] });
    scene.happens({ type: "tool-settled", outcome: { status: "done", response } });
    expect(scene.take()).not.toContain("respond");
    expect(scene.toolCalls[0]?.status).toBe("cancelled");
  });

  it("shows a failure as one", () => {
    const scene = conversation().service({ type: "tool-calls", calls: [call] });
    scene.happens({
      type: "tool-settled",
      outcome: { status: "failed", response: { ...response, response: { error: "no" } } },
    });
    expect(scene.toolCalls[0]).toMatchObject({ status: "failed", response: { error: "no" } });
  });

  it("thinks for as long as it takes, although the person was heard before", () => {
    const scene = conversation()
      .talk(500)
      .wait(1_000)
      .service({ type: "tool-calls", calls: [call] });
    scene.wait(20_000);
    expect(scene.state.activity).toBe("thinking");
  });

  it("thinks while it waits, also after the service closed the turn", () => {
    const scene = conversation()
      .agent("One moment.", 300)
      .startsPlaying()
      .service({ type: "tool-calls", calls: [call] });
    scene.turnComplete().playsOut();
    expect(scene.state.activity).toBe("thinking");
  });
});

describe("tool calls that come again", () => {
  const args = { topic: "Budget", day: 3 };
  const first = { id: "a", name: "schedule_meeting", args };
  const again = { id: "b", name: "schedule_meeting", args: { day: 3, topic: "Budget" } };
  const outcome = {
    status: "done" as const,
    response: { id: "a", name: "schedule_meeting", response: { output: 1 } },
  };
  const answered = (scene: Conversation) =>
    scene.commands.flatMap((command) =>
      command.type === "respond" ? command.responses.map(({ id }) => id) : [],
    );
  const runs = (scene: Conversation) =>
    scene.commands.filter((command) => command.type === "run-tool").length;

  it("join the one that still runs; its effect happens once and both ids are answered", () => {
    const scene = conversation()
      .service({ type: "tool-calls", calls: [first] })
      .wait(3_000);
    scene.service({ type: "tool-calls", calls: [again] }).happens({ type: "tool-settled", outcome });
    expect(runs(scene)).toBe(1);
    expect(answered(scene)).toEqual(["a", "b"]);
    expect(scene.toolCalls).toHaveLength(1);
  });

  it("get the answer of one that was done less than 5 s ago", () => {
    const scene = conversation().service({ type: "tool-calls", calls: [first] });
    scene
      .happens({ type: "tool-settled", outcome })
      .wait(4_000)
      .service({ type: "tool-calls", calls: [again] });
    expect(runs(scene)).toBe(1);
    expect(answered(scene)).toEqual(["a", "b"]);
  });

  it("get it also when the person said something meanwhile", () => {
    const scene = conversation().service({ type: "tool-calls", calls: [first] });
    scene.happens({ type: "tool-settled", outcome }).talk(400).understood("hm");
    expect(runs(scene.service({ type: "tool-calls", calls: [again] }))).toBe(1);
  });

  it("run anew once the agent has spoken about the result, or gone on to another tool", () => {
    const spoken = conversation().service({ type: "tool-calls", calls: [first] });
    spoken.happens({ type: "tool-settled", outcome }).agent("It is booked.", 400).turnComplete();
    expect(runs(spoken.service({ type: "tool-calls", calls: [again] }))).toBe(2);
    const further = conversation().service({ type: "tool-calls", calls: [first] });
    further.happens({ type: "tool-settled", outcome });
    further.service({ type: "tool-calls", calls: [{ id: "x", name: "cancel_meeting", args: {} }] });
    expect(runs(further.service({ type: "tool-calls", calls: [again] }))).toBe(3);
  });

  it("run anew when the first was done longer ago, failed, was cancelled, or had other arguments", () => {
    const later = conversation().service({ type: "tool-calls", calls: [first] });
    later
      .happens({ type: "tool-settled", outcome })
      .wait(5_001)
      .service({ type: "tool-calls", calls: [again] });
    expect(runs(later)).toBe(2);
    const failed = conversation().service({ type: "tool-calls", calls: [first] });
    failed.happens({ type: "tool-settled", outcome: { ...outcome, status: "failed" } });
    expect(runs(failed.service({ type: "tool-calls", calls: [again] }))).toBe(2);
    const cancelled = conversation().service({ type: "tool-calls", calls: [first] });
    cancelled.service({ type: "tool-calls-cancelled", ids: ["a"] }, { type: "tool-calls", calls: [again] });
    expect(runs(cancelled)).toBe(2);
    const other = conversation().service({
      type: "tool-calls",
      calls: [first, { ...again, args: { day: 4 } }],
    });
    expect(runs(other)).toBe(2);
  });

  it("are answered under the ids that were not withdrawn", () => {
    const scene = conversation().service(
      { type: "tool-calls", calls: [first] },
      { type: "tool-calls", calls: [again] },
    );
    scene.service({ type: "tool-calls-cancelled", ids: ["a"] });
    expect(scene.commands.filter((command) => command.type === "cancel-tools")).toEqual([]);
    scene.happens({ type: "tool-settled", outcome });
    expect(answered(scene)).toEqual(["b"]);
  });
});

describe("several tool calls in one message", () => {
  const calls = ["a", "b", "c"].map((id) => ({ id, name: `tool_${id}`, args: {} }));
  const settle = (scene: Conversation, id: string) =>
    scene.happens({
      type: "tool-settled",
      outcome: { status: "done", response: { id, name: `tool_${id}`, response: { output: id } } },
    });
  const messages = (scene: Conversation) =>
    scene.commands.flatMap((command) =>
      command.type === "respond" ? [command.responses.map(({ id }) => id)] : [],
    );

  it("are answered together when all are quick", () => {
    const scene = conversation().service({ type: "tool-calls", calls });
    for (const id of ["b", "a", "c"]) settle(scene.wait(20), id);
    expect(messages(scene)).toEqual([["b", "a", "c"]]);
  });

  it("do not wait for one that hangs", () => {
    const scene = conversation().service({ type: "tool-calls", calls });
    settle(scene, "a");
    settle(scene, "b");
    scene.wait(249);
    expect(messages(scene)).toEqual([]);
    scene.wait(1);
    expect(messages(scene)).toEqual([["a", "b"]]);
    settle(scene.wait(9_000), "c");
    expect(messages(scene)).toEqual([["a", "b"], ["c"]]);
  });

  it("are told in words after a reconnect: the new session does not know their ids", () => {
    const scene = conversation().service(
      { type: "handle", handle: "h" },
      { type: "tool-calls", calls: calls.slice(0, 1) },
    );
    scene.happens({ type: "closed", error: new SessionError("closed", { code: 1006 }), quietMs: 0 });
    settle(scene, "a");
    expect(scene.take()).not.toContain("send-text");
    scene.happens({ type: "connected" });
    expect(messages(scene)).toEqual([]);
    expect(scene.commands).toContainEqual({ type: "send-text", text: expect.stringMatching(/ now says: /) });
  });
});

describe("a tool call that the model was told goes on, as a timer", () => {
  const interim = { id: "t", name: "set_timer", response: { output: "set" }, willContinue: true };
  const running = () =>
    conversation()
      .service({ type: "tool-calls", calls: [{ id: "t", name: "set_timer", args: { seconds: 600 } }] })
      .happens({ type: "tool-progress", callId: "t", text: "Set", response: interim });

  it("does not keep the agent thinking: it listens once it has said so", () => {
    const scene = running()
      .agent("Your timer is set.", 900)
      .startsPlaying()
      .turnComplete()
      .wait(900)
      .playsOut();
    expect(scene.state.activity).toBe("listening");
  });

  it("does not hide that the service has fallen silent", () => {
    const scene = running().agent("It is set.", 900).startsPlaying().turnComplete().wait(900).playsOut();
    scene.talk(1_000);
    for (let quietMs = 1_000; quietMs <= 12_000; quietMs += 1_000)
      scene.wait(1_000).happens({ type: "link-read", quietMs: quietMs + 1_000, queuedBytes: 0 });
    expect(scene.state.phase.name).toBe("reconnecting");
  });
});

describe("a tool call that fails after the session that asked is lost", () => {
  it("is told in words as well, or the person would wait for nothing", () => {
    const scene = conversation().service({
      type: "tool-calls",
      calls: [{ id: "a", name: "look_up", args: {} }],
    });
    scene
      .happens({ type: "closed", error: new SessionError("closed"), quietMs: 0 })
      .wait(0)
      .happens({ type: "connected" });
    scene.commands.splice(0);
    const response = { id: "a", name: "look_up", response: { error: { message: "no network" } } };
    scene.happens({ type: "tool-settled", outcome: { status: "failed", response } });
    expect(scene.commands).toContainEqual({
      type: "send-text",
      text: 'look_up now says: {"error":{"message":"no network"}}',
    });
  });
});

describe("a tool call on its way", () => {
  const call = { id: "a", name: "run_long_job", args: {} };
  const running = () => conversation().service({ type: "tool-calls", calls: [call] });

  it("waits for the person's approval and shows it", () => {
    const scene = running().happens({ type: "tool-asking", callId: "a", asking: true });
    expect(scene.toolCalls[0]?.status).toBe("asking");
    expect(scene.happens({ type: "tool-asking", callId: "a", asking: false }).toolCalls[0]?.status).toBe(
      "running",
    );
  });

  it("shows its progress and its cards, and tells the model when it should", () => {
    const response = { id: "a", name: "run_long_job", response: { output: "half" }, willContinue: true };
    const scene = running()
      .happens({ type: "tool-progress", callId: "a", text: "a quarter", response: undefined })
      .happens({ type: "tool-progress", callId: "a", text: "half", response })
      .happens({ type: "tool-card", callId: "a", card: { kind: "text", text: "so far" } });
    expect(scene.toolCalls[0]).toMatchObject({ progress: "half", cards: [{ kind: "text", text: "so far" }] });
    expect(scene.commands.filter((command) => command.type === "respond")).toEqual([
      { type: "respond", responses: [response] },
    ]);
  });

  it("tells nothing to a service that is not there", () => {
    const scene = running().service({ type: "handle", handle: "h" });
    scene.happens({ type: "closed", error: new SessionError("closed", { code: 1006 }), quietMs: 0 });
    const response = { id: "a", name: "run_long_job", response: { output: "half" } };
    scene.happens({ type: "tool-progress", callId: "a", text: "half", response });
    expect(scene.take()).not.toContain("respond");
    expect(scene.toolCalls[0]?.progress).toBe("half");
  });

  it("can be tried again after it failed; the result is told in words, since its id is answered", () => {
    const response = { id: "a", name: "run_long_job", response: { error: "no" } };
    const scene = running().happens({ type: "tool-settled", outcome: { status: "failed", response } });
    scene.take();
    scene.happens({ type: "tool-retry", callId: "a" });
    const retry = scene.toolCalls[1]?.call;
    expect(retry).toMatchObject({ name: "run_long_job", args: {} });
    scene.happens({
      type: "tool-settled",
      outcome: {
        status: "done",
        response: { id: retry?.id ?? "", name: "run_long_job", response: { output: "yes" } },
      },
    });
    expect(scene.take()).not.toContain("respond");
    expect(scene.happens({ type: "tool-retry", callId: retry?.id ?? "" }).take()).toEqual([]);
  });
});

describe("the agent hangs up", () => {
  const call = { id: "e", name: "end_call", args: { reason: "done" } };
  const response = { id: "e", name: "end_call", response: { output: "ok" } };
  const asked = () =>
    conversation()
      .agent("Goodbye!", 900)
      .startsPlaying()
      .service({ type: "tool-calls", calls: [call] })
      .happens({ type: "end-asked", reason: "done" })
      .happens({ type: "tool-settled", outcome: { status: "done", response } });

  it("once its last words were heard", () => {
    const scene = asked().turnComplete();
    expect(scene.state.phase.name).toBe("live");
    scene.wait(900).playsOut();
    expect(scene.state.phase).toMatchObject({
      name: "ended",
      outcome: { type: "agent-hung-up", reason: "done" },
    });
    expect(scene.take()).toContain("release");
  });

  it("after what it still says with the result", () => {
    const scene = asked().playsOut().wait(1_000).agent("See you soon.", 800).startsPlaying().wait(1_400);
    expect(scene.state.phase.name).toBe("live");
    scene.turnComplete().playsOut();
    expect(scene.state.phase.name).toBe("ended");
  });

  it("after 1.5 s of quiet when the service says nothing more", () => {
    const scene = asked().playsOut().wait(1_499);
    expect(scene.state.phase.name).toBe("live");
    expect(scene.wait(1).state.phase.name).toBe("ended");
  });

  it("not when the person wants to go on: by the button or by voice, and the agent is told", () => {
    for (const goOn of [
      (scene: Conversation) => scene.happens({ type: "keep-talking" }),
      (scene: Conversation) => scene.talk(600),
      (scene: Conversation) => scene.happens({ type: "text", text: "One more thing" }),
    ]) {
      const scene = asked();
      scene.take();
      goOn(scene);
      expect(scene.state.ending).toBeUndefined();
      expect(scene.take()).toContain("send-text");
      scene.turnComplete().wait(20_000);
      expect(scene.state.phase.name).toBe("live");
    }
  });

  it("not in the middle of the person's words, whatever the clock says", () => {
    const scene = asked().turnComplete();
    scene.happens({ type: "voice", speaking: true }).wait(100).playsOut();
    expect(scene.state.phase.name).toBe("live");
    scene.wait(1_500);
    expect(scene.state).toMatchObject({ phase: { name: "live" }, ending: undefined });
  });

  it("in spite of a cough", () => {
    const scene = asked().talk(100).turnComplete().playsOut();
    expect(scene.state.phase.name).toBe("ended");
  });

  it("after 12 s at the latest", () => {
    const scene = asked();
    for (let spentMs = 0; spentMs < 11_000; spentMs += 1_000) scene.wait(1_000).agent(" and so on", 2_000);
    expect(scene.state.phase.name).toBe("live");
    expect(scene.wait(1_500).state.phase.name).toBe("ended");
  });
});

describe("usage", () => {
  it("is summed over the turns", () => {
    const usage = { promptTokens: 100, responseTokens: 20, totalTokens: 120 };
    const scene = conversation().service({ type: "usage", usage }, { type: "usage", usage });
    expect(scene.state.usage).toEqual({ promptTokens: 200, responseTokens: 40, totalTokens: 240 });
  });
});
