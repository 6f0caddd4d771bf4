import { describe, expect, it } from "vitest";
import { Call } from "../../../web/core/call/call.ts";
import type { CallPlan } from "../../../web/core/call/call-plan.ts";
import type { CallState } from "../../../web/core/call/state.ts";
import {
  MicrophoneError,
  SessionError,
  SpeakerError,
  StorageError,
  TokenError,
} from "../../../web/core/errors.ts";
import type { LiveEvent } from "../../../web/core/live/messages.ts";
import { defaultSettings } from "../../../web/core/settings.ts";
import { textKey } from "../../../web/core/tools/tool-state.ts";
import { exampleAbout } from "../../fakes/conversation.ts";
import { FakeFrames } from "../../fakes/fake-frames.ts";
import { FakeMicrophone } from "../../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../../fakes/fake-speaker.ts";
import { FakeToolbox } from "../../fakes/fake-toolbox.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { ManualNetwork } from "../../fakes/manual-network.ts";
import { MemoryAlbum } from "../../fakes/memory-album.ts";
import { MemoryContext } from "../../fakes/memory-context.ts";
import { MemoryRecorder } from "../../fakes/memory-recorder.ts";
import { ScriptedTransport } from "../../fakes/scripted-transport.ts";

const plan: CallPlan = {
  id: "call-1",
  about: exampleAbout,
  record: true,
  request: { model: "gemini-3.8-live", voice: "Kore" },
  greeting: undefined,
  microphoneId: undefined,
  settings: defaultSettings,
  toolsOff: [],
  startValues: {},
};

function phone() {
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker();
  const transport = new ScriptedTransport();
  const toolbox = new FakeToolbox();
  const clock = new ManualClock();
  const contexts = new MemoryContext();
  const recorder = new MemoryRecorder();
  const network = new ManualNetwork();
  const frames = new FakeFrames();
  const album = new MemoryAlbum();
  const random = () => 0;
  const call = new Call({
    frames,
    album,
    microphone,
    speaker,
    transport,
    toolbox,
    clock,
    contexts,
    recorder,
    network,
    random,
  });
  return {
    call,
    frames,
    album,
    network,
    recorder,
    contexts,
    microphone,
    speaker,
    transport,
    toolbox,
    clock,
    reached: (name: Phase) => reached(call, name),
  };
}

type Phase = CallState["phase"]["name"];

/** Resolves when the call is in this phase. */
function reached(call: Call, name: Phase): Promise<CallState> {
  return new Promise((resolve) => {
    const stop = call.state.subscribe((state) => {
      if (state.phase.name !== name) return;
      resolve(state);
      queueMicrotask(() => stop());
    });
  });
}

/** A call that is live, with everything open. */
async function live(changes: Partial<CallPlan> = {}) {
  const parts = phone();
  parts.call.start({ ...plan, ...changes });
  await parts.reached("live");
  return parts;
}

/** So much of the agent's voice, 24 kHz. */
const voice = (ms: number): LiveEvent => ({
  type: "audio",
  samples: new Int16Array(ms * 24),
  sampleRateHz: 24_000,
});
const said = (text: string): LiveEvent => ({ type: "output-text", text });

describe("a call, from the button to the last word", () => {
  it("sends what the person says and plays what the agent answers", async () => {
    const { call, microphone, speaker, transport } = await live();
    microphone.say(200);
    expect(transport.session.audioBytes).toBe(200 * 32);
    transport.session.emit(
      said("Hello"),
      voice(300),
      { type: "generation-complete" },
      { type: "turn-complete" },
    );
    speaker.playAll();
    expect(speaker.segments).toMatchObject([{ writtenMs: 300, heardMs: 300, end: "drained" }]);
    expect(call.state.get().activity).toBe("listening");
    expect(call.state.get().log).toMatchObject([{ role: "agent", text: "Hello", status: "complete" }]);
  });

  it("asks for the wanted session and declares the tools", async () => {
    const { transport } = await live({ microphoneId: "headset" });
    expect(transport.attempts[0]?.request).toEqual({
      ...plan.request,
      tools: [{ name: "get_current_time", description: "Tells the time." }],
    });
  });

  it("has its connect prepared while the person is asked for the microphone", async () => {
    const { call, microphone, transport, reached } = phone();
    const prompt = microphone.holdPermission();
    call.start({ ...plan, entry: Promise.resolve({ type: "new" }) });
    expect(transport.prepared).toEqual([undefined]);
    await expect.poll(() => transport.prepared).toHaveLength(2);
    expect(transport.attempts).toHaveLength(0);
    prompt.allow();
    await reached("live");
    expect(transport.prepared[1]).toEqual(transport.attempts[0]?.request);
  });

  it("asks for nothing ahead where the call belongs to another tab", async () => {
    const { call, transport, reached } = phone();
    call.start({ ...plan, entry: Promise.resolve({ type: "none", outcome: { type: "elsewhere" } }) });
    await reached("ended");
    expect(transport.prepared).toEqual([undefined]);
  });

  it("opens the microphone that was chosen", async () => {
    const { microphone } = await live({ microphoneId: "headset" });
    expect(microphone.askedDeviceId).toBe("headset");
  });

  it("keeps what is said before the session is ready and sends it before the greeting would come", async () => {
    const parts = phone();
    parts.transport.plan({ type: "hold" });
    parts.call.start({ ...plan, greeting: "Say hello." });
    await parts.transport.attempted(1);
    parts.microphone.hush(100);
    parts.transport.attempts[0]?.accept();
    await parts.reached("live");
    expect(parts.transport.session.sent.map((sent) => sent.type)).toEqual([
      ...Array(5).fill("audio"),
      "text",
    ]);
  });

  it("silences the speaker when the service says that it was interrupted, and keeps what was heard", async () => {
    const { call, speaker, transport } = await live();
    transport.session.emit(said("One two three four"), voice(1_000));
    speaker.play(500);
    transport.session.emit({ type: "interrupted" }, voice(200));
    expect(speaker.segments).toMatchObject([{ writtenMs: 1_000, heardMs: 500, end: "flushed" }]);
    expect(call.state.get().log).toMatchObject([
      { status: "interrupted", heard: { audioMs: 500, chars: 8 } },
    ]);
    transport.session.emit({ type: "turn-complete" }, said("Yes?"), voice(100));
    speaker.playAll();
    expect(speaker.segments[1]).toMatchObject({ writtenMs: 100, heardMs: 100 });
  });

  it("ducks and then cuts sound that outlives its generation when the person talks on", async () => {
    const { microphone, speaker, transport, clock } = await live();
    transport.session.emit(said("A long story"), voice(9_000), { type: "generation-complete" });
    speaker.play(100);
    microphone.say(60);
    expect(speaker.isDucked).toBe(true);
    clock.advance(300);
    expect(speaker.segments[0]?.end).toBe("flushed");
    expect(speaker.isDucked).toBe(false);
  });

  it("mutes without dropping the session, and tells the service once after a second", async () => {
    const { call, microphone, transport, clock } = await live();
    call.setMuted(true);
    expect(microphone.isMuted).toBe(true);
    microphone.hush(200);
    clock.advance(1_000);
    microphone.hush(200);
    clock.advance(5_000);
    expect(transport.session.sent.filter((sent) => sent.type === "audio-end")).toHaveLength(1);
    const bytes = transport.session.audioBytes;
    call.setMuted(false);
    microphone.say(100);
    expect(transport.session.audioBytes).toBe(bytes + 100 * 32);
  });

  it("stays muted when the person muted before the microphone was open", async () => {
    const { call, microphone, reached } = phone();
    const prompt = microphone.holdPermission();
    call.start(plan);
    call.setMuted(true);
    prompt.allow();
    await reached("live");
    expect(call.state.get().muted).toBe(true);
    expect(microphone.isMuted).toBe(true);
  });

  it("takes the devices that are chosen while the person is asked for the microphone", async () => {
    const { call, microphone, speaker, reached } = phone();
    const prompt = microphone.holdPermission();
    call.start(plan);
    call.useMicrophone("headset");
    call.useSpeaker("headset-out");
    call.setVolume(0);
    prompt.allow();
    await reached("live");
    expect(microphone.askedDeviceId).toBe("headset");
    expect(speaker.deviceId).toBe("headset-out");
    expect(speaker.volume).toBe(0);
  });

  it("hears a person who talks while the microphone is unmuted in the middle of a word", async () => {
    const { call, microphone } = await live();
    call.setMuted(true);
    microphone.say(100);
    call.setMuted(false);
    microphone.say(100);
    expect(call.state.get().floor.voice.speaking).toBe(true);
  });

  it("says that the person talks while muted", async () => {
    const { call, microphone } = await live();
    call.setMuted(true);
    microphone.say(100);
    expect(call.state.get().mutedSpeech).toBe(true);
  });

  it("runs a tool, answers it once and lets it keep state for the next one", async () => {
    const { toolbox, transport, reached } = await live();
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "note", args: { text: "a" } }] });
    toolbox.running[0]?.host.state.set(textKey("note"), "a");
    toolbox.running[0]?.done("kept");
    await settled();
    transport.session.emit({ type: "tool-calls", calls: [{ id: "2", name: "note", args: {} }] });
    expect(toolbox.running[1]?.host.state.get(textKey("note"))).toBe("a");
    toolbox.running[1]?.failed("no");
    await settled();
    expect(transport.session.responses).toEqual([
      { id: "1", name: "note", response: { output: "kept" } },
      { id: "2", name: "note", response: { error: "no" } },
    ]);
    await reached("live");
  });

  it("aborts a tool whose call is withdrawn and does not answer it", async () => {
    const { toolbox, transport } = await live();
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    transport.session.emit({ type: "tool-calls-cancelled", ids: ["1"] });
    expect(toolbox.running[0]?.signal.aborted).toBe(true);
    toolbox.running[0]?.done("late");
    await settled();
    expect(transport.session.responses).toEqual([]);
  });

  it("gives the tools the start values, and offers none that are off", async () => {
    const { toolbox, transport } = await live({ startValues: { caller: "Ada" }, toolsOff: ["take_note"] });
    expect(toolbox.opened[0]?.toolsOff).toEqual(["take_note"]);
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "who", args: {} }] });
    expect(toolbox.running[0]?.host.state.get(textKey("caller"))).toBe("Ada");
  });

  it("keeps what the tools remember over a reload, and forgets it when the call ends", async () => {
    const { call, contexts, toolbox, transport } = await live({ startValues: { caller: "Ada" } });
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "note", args: {} }] });
    toolbox.running[0]?.host.state.set(textKey("topic"), "engines");
    expect(call.state.get().context).toEqual({ caller: "Ada", topic: "engines" });
    // A reload: the page is gone, its store is not.
    const next = phone();
    next.contexts.save(contexts.load() ?? {});
    next.call.start({ ...plan, startValues: { caller: "Bob" } });
    await next.reached("live");
    expect(next.call.state.get().context).toEqual({ caller: "Bob", topic: "engines" });
    next.call.hangUp();
    expect(next.contexts.load()).toBeUndefined();
    expect(next.call.state.get().context).toEqual({ caller: "Bob", topic: "engines" });
  });

  it("shows frames to the open session, none while the model waits for a tool, and lets go of the camera at the end", async () => {
    const { call, frames, toolbox, transport } = await live();
    toolbox.blocking = ["get_current_time"];
    call.share("camera");
    await frames.opened();
    expect(call.state.get().share).toEqual({ name: "on", source: "camera" });
    const sent = () => transport.session.sent.filter(({ type }) => type === "frame").length;
    frames.give(1_000);
    expect(sent()).toBe(1);
    transport.session.emit({ type: "tool-calls", calls: [{ id: "a", name: "get_current_time", args: {} }] });
    frames.give(1_000);
    expect(sent()).toBe(1);
    toolbox.running[0]?.done("noon");
    await new Promise((resolve) => setImmediate(resolve));
    frames.give(1_000);
    expect(sent()).toBe(2);
    expect(call.newestFrame()?.width).toBe(640);
    call.share("screen");
    await frames.opened();
    expect(frames.asked).toEqual(["camera", "screen"]);
    expect(frames.openCount).toBe(1);
    call.hangUp();
    expect(frames.openCount).toBe(0);
    expect(call.newestFrame()).toBeUndefined();
  });

  it("keeps pictures that were sent, if it is to; none off the record, and no more when there is no room", async () => {
    const { album, call, clock, frames, transport } = await live({ keepPictures: true });
    const give = async (bytes: number) => {
      await clock.advance(10_000);
      frames.give(bytes);
      await settled();
    };
    call.share("camera");
    await frames.opened();
    transport.session.queuedFrames = 1;
    await give(500);
    transport.session.queuedFrames = 0;
    await give(1_000);
    call.setOffRecord(true);
    await give(2_000);
    call.setOffRecord(false);
    await give(3_000);
    const kept = album.kept.map(({ callId, picture }) => [callId, picture.source, picture.jpeg.byteLength]);
    expect(kept).toEqual([
      ["call-1", "camera", 1_000],
      ["call-1", "camera", 3_000],
    ]);
    album.isFull = true;
    await give(4_000);
    expect(call.state.get()).toMatchObject({ phase: { name: "live" }, pictures: "full" });
    expect(album.kept).toHaveLength(2);
    call.hangUp();
  });

  it("keeps no picture unless it is to", async () => {
    const { album, call, frames, transport } = await live();
    call.share("photo");
    await frames.opened();
    call.takePhoto();
    frames.give(1_000);
    await settled();
    expect(transport.session.sent.filter(({ type }) => type === "frame")).toHaveLength(1);
    expect(album.kept).toEqual([]);
  });

  it("holds the microphone back while the model waits for a tool, and sends it afterwards", async () => {
    const { microphone, toolbox, transport } = await live();
    toolbox.blocking = ["wait"];
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    microphone.say(100);
    expect(transport.session.audioBytes).toBe(0);
    toolbox.running[0]?.done("ok");
    await settled();
    expect(transport.session.audioBytes).toBe(100 * 32);
  });

  it("sends what was held back behind the answer, which it would cancel", async () => {
    const { microphone, toolbox, transport } = await live();
    toolbox.blocking = ["wait"];
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    microphone.say(40);
    toolbox.running[0]?.done("ok");
    await settled();
    expect(transport.session.sent.map(({ type }) => type)).toEqual(["responses", "audio", "audio"]);
  });

  it("hears the person again when the session that waited for a tool is lost", async () => {
    const { call, toolbox, transport, microphone, clock, reached } = await live();
    toolbox.blocking = ["wait"];
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    transport.session.fail();
    clock.advance(0);
    await reached("live");
    microphone.say(100);
    expect(call.state.get().sessions).toBe(2);
    expect(transport.session.audioBytes).toBeGreaterThanOrEqual(100 * 32);
    toolbox.running[0]?.done("ok");
    await settled();
    expect(transport.session.texts).toEqual(['wait now says: {"output":"ok"}']);
    // What is asked for anew is waited for as ever.
    transport.session.emit({ type: "tool-calls", calls: [{ id: "2", name: "wait", args: { n: 2 } }] });
    const bytes = transport.session.audioBytes;
    microphone.say(100);
    expect(transport.session.audioBytes).toBe(bytes);
    toolbox.running[1]?.done("ok");
    await settled();
    expect(transport.session.audioBytes).toBe(bytes + 100 * 32);
  });

  it("answers a call that the person stops", async () => {
    const { call, toolbox, transport } = await live();
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    call.cancelTool("1");
    await settled();
    expect(toolbox.running[0]?.signal.aborted).toBe(true);
    expect(transport.session.responses.map(({ id }) => id)).toEqual(["1"]);
  });

  it.each([
    ["allow", true, 2],
    ["always", true, 1],
    ["deny", false, 2],
  ] as const)("asks the person, who says %s", async (approval, allowed, asked) => {
    const { call, toolbox, transport } = await live();
    const asking = () =>
      call.state.get().log.filter((entry) => entry.kind === "tool-call" && entry.status === "asking").length;
    let count = 0;
    for (const id of ["1", "2"]) {
      transport.session.emit({ type: "tool-calls", calls: [{ id, name: "send", args: { id } }] });
      const approved = toolbox.running.at(-1)?.host.approve("notes.send");
      count += asking();
      expect(call.decideTool(id, approval)).toBe(
        approval === "always" && id === "1" ? "notes.send" : undefined,
      );
      expect(await approved).toBe(allowed);
      expect(asking()).toBe(0);
    }
    expect(count).toBe(asked);
  });

  it("ends when the agent hangs up and its last word was heard", async () => {
    const { call, speaker, toolbox, transport } = await live();
    transport.session.emit(said("Goodbye!"), voice(400));
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "end_call", args: {} }] });
    toolbox.running[0]?.host.endCall("done");
    toolbox.running[0]?.done("ok");
    await settled();
    transport.session.emit({ type: "turn-complete" });
    expect(call.state.get().phase.name).toBe("live");
    speaker.playAll();
    expect(call.state.get().phase).toMatchObject({
      name: "ended",
      outcome: { type: "agent-hung-up", reason: "done" },
    });
    expect(speaker.segments[0]).toMatchObject({ heardMs: 400, end: "drained" });
  });

  it("resumes a lost connection with the newest handle and goes on sending", async () => {
    const { microphone, transport, clock, reached } = await live();
    const first = transport.session;
    first.emit({ type: "handle", handle: "h1" });
    first.fail(1011, "Internal error encountered.");
    microphone.say(100);
    clock.advance(0);
    await reached("live");
    expect(transport.attempts[1]?.request.handle).toBe("h1");
    expect(transport.session).not.toBe(first);
    expect(transport.session.audioBytes).toBe(100 * 32);
  });

  it("tells an agent of the site in words what a fresh session does not know: its instruction is locked", async () => {
    const { transport, clock, reached } = await live({ request: { agent: "desk", memory: "Of last week." } });
    const first = transport.session;
    expect(transport.attempts[0]?.request).toEqual({ agent: "desk" });
    expect(first.texts).toEqual([expect.stringContaining("Of last week.")]);
    first.emit({ type: "output-text", text: "Your number is seven." }, { type: "turn-complete" });
    first.fail(1011, "Internal error encountered.");
    clock.advance(0);
    await reached("live");
    expect(transport.attempts[1]?.request).toEqual({ agent: "desk" });
    const [note] = transport.session.texts;
    expect(note).toMatch(
      /^Note from the app, not from the user\.\nOf last week\.[\s\S]*You: Your number is seven\./,
    );
  });

  it("tells an agent of the site nothing twice where the session goes on", async () => {
    const { transport, clock, reached } = await live({ request: { agent: "desk", memory: "Of last week." } });
    const first = transport.session;
    first.emit({ type: "handle", handle: "h1" });
    first.fail(1011, "Internal error encountered.");
    clock.advance(0);
    await reached("live");
    expect(transport.attempts[1]?.request).toEqual({ agent: "desk", handle: "h1" });
    expect(transport.session.texts).toEqual([]);
  });
});

describe("a call that began before the server had said which model it takes", () => {
  it("learns it with its session, and costs no more than it may", async () => {
    const parts = phone();
    parts.transport.model = "gemini-3.8-live";
    const about = { ...exampleAbout, model: "" };
    parts.call.start({ ...plan, about, request: {}, budget: { warnAtUsd: undefined, stopAtUsd: 0.1 } });
    await parts.reached("live");
    expect(parts.call.state.get().about).toEqual(exampleAbout);
    const response = { text: 0, audio: 10_000, image: 0 };
    const usage = { promptTokens: 0, responseTokens: 10_000, totalTokens: 10_000, response };
    parts.transport.session.emit({ type: "usage", usage });
    expect(parts.call.state.get().phase).toMatchObject({
      name: "ended",
      outcome: { type: "failed", error: { reason: "over-budget" } },
    });
  });
});

describe("a call that began before the server had said that a stand-in answers", () => {
  it("has no limit of cost once it is connected", async () => {
    const parts = phone();
    parts.transport.model = "gemini-3.8-live";
    parts.transport.isFree = true;
    parts.call.start({ ...plan, budget: { warnAtUsd: 0.05, stopAtUsd: 0.1 } });
    await parts.reached("live");
    const response = { text: 0, audio: 10_000, image: 0 };
    const usage = { promptTokens: 0, responseTokens: 10_000, totalTokens: 10_000, response };
    parts.transport.session.emit({ type: "usage", usage });
    expect(parts.call.state.get()).toMatchObject({ phase: { name: "live" }, budget: undefined, notices: [] });
  });
});

describe("an agent that is read, with its sound off", () => {
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const sound = { processing, speakerId: undefined, volume: 0 };

  it("is not struck through where the person writes on before the silent sound is over", async () => {
    const { call, speaker, transport } = await live({ sound });
    transport.session.emit(said("All of it is read."), voice(6_000), { type: "generation-complete" });
    speaker.play(500);
    call.sendText("Next");
    expect(call.state.get().log).toMatchObject([{ status: "complete", heard: undefined }, { text: "Next" }]);
  });

  it("has said all that had come where it is cut in the middle", async () => {
    const { call, speaker, transport } = await live();
    call.setVolume(0);
    transport.session.emit(said("So much is"), voice(3_000));
    speaker.play(500);
    transport.session.emit({ type: "interrupted" });
    expect(call.state.get().log).toMatchObject([{ status: "interrupted", heard: { chars: 10 } }]);
  });

  it("has said all of it when the call ends", async () => {
    const { call, speaker, transport } = await live({ sound });
    transport.session.emit(said("One two three."), voice(3_000));
    speaker.play(500);
    call.hangUp();
    expect(call.state.get().log).toMatchObject([{ status: "complete", heard: undefined }]);
  });
});

describe("nothing stays open", () => {
  const open = ({ microphone, speaker, transport, clock }: ReturnType<typeof phone>) => ({
    microphones: microphone.opened - microphone.closed,
    speakers: speaker.opened - speaker.closed,
    sessions: transport.openedCount - transport.closedCount,
    timers: clock.pendingTimers,
  });
  const nothing = { microphones: 0, speakers: 0, sessions: 0, timers: 0 };

  it("after 50 calls in a row", async () => {
    const parts = phone();
    for (let count = 0; count < 50; count += 1) {
      parts.call.start({ ...plan, greeting: "Hi" });
      await parts.reached("live");
      parts.transport.session.emit(said("Hello"), voice(500));
      parts.microphone.say(300);
      parts.call.sendText("And then?");
      parts.call.setMuted(true);
      parts.call.hangUp();
    }
    expect(parts.microphone.opened).toBe(50);
    expect(open(parts)).toEqual(nothing);
  });

  it("when the person hangs up while the permission prompt is open", async () => {
    const parts = phone();
    const prompt = parts.microphone.holdPermission();
    parts.call.start(plan);
    parts.call.hangUp();
    prompt.allow();
    await settled();
    expect(parts.call.state.get().phase.name).toBe("ended");
    expect(parts.transport.attempts).toEqual([]);
    expect(open(parts)).toEqual(nothing);
  });

  it("when the person hangs up while connecting, even if the session opens after all", async () => {
    const parts = phone();
    parts.transport.plan({ type: "hold" });
    parts.call.start(plan);
    await parts.transport.attempted(1);
    parts.call.hangUp();
    parts.transport.attempts[0]?.accept();
    await settled();
    expect(parts.call.state.get().phase).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
    expect(open(parts)).toEqual(nothing);
  });

  it.each(["denied", "not-found", "in-use", "insecure", "unsupported"] as const)(
    "when the microphone is %s",
    async (reason) => {
      const parts = phone();
      parts.microphone.failWith(new MicrophoneError(reason));
      parts.call.start(plan);
      const { phase } = await parts.reached("ended");
      expect(phase).toMatchObject({ outcome: { type: "failed", error: { kind: "microphone", reason } } });
      await settled();
      expect(open(parts)).toEqual(nothing);
    },
  );

  it("when the speaker cannot be opened", async () => {
    const parts = phone();
    parts.speaker.failWith(new MicrophoneError("unsupported"));
    parts.call.start(plan);
    await parts.reached("ended");
    await settled();
    expect(open(parts)).toEqual(nothing);
  });

  it.each([
    new TokenError("unreachable"),
    new TokenError("access-code"),
    new TokenError("rate-limited", { retryAfterMs: 1_000 }),
    new SessionError("setup-rejected", { code: 1007, serviceReason: "no" }),
    new SessionError("timed-out"),
  ])("when the connect fails with %s", async (error) => {
    const parts = phone();
    parts.transport.plan({ type: "reject", error });
    parts.call.start(plan);
    expect((await parts.reached("ended")).phase).toMatchObject({ outcome: { type: "failed", error } });
    expect(open(parts)).toEqual(nothing);
  });

  it("when the session closes for good in the middle of the call", async () => {
    const parts = await live();
    parts.transport.session.emit(said("Hello"), voice(900));
    parts.transport.session.fail(1009, "Message too big");
    expect(parts.call.state.get().phase).toMatchObject({ name: "ended", outcome: { error: { code: 1009 } } });
    expect(open(parts)).toEqual(nothing);
  });

  it("and the next call can begin at once", async () => {
    const parts = await live();
    parts.transport.session.fail(1009);
    parts.call.start(plan);
    await parts.reached("live");
    parts.microphone.say(100);
    expect(parts.transport.session.audioBytes).toBe(100 * 32);
  });

  it("and a tool that ends late does not reach the next call", async () => {
    const parts = await live();
    parts.transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "wait", args: {} }] });
    parts.call.hangUp();
    expect(parts.toolbox.running[0]?.signal.aborted).toBe(true);
    parts.call.start(plan);
    await parts.reached("live");
    parts.toolbox.running[0]?.host.endCall("late");
    parts.toolbox.running[0]?.done("late");
    await settled();
    expect(parts.call.state.get()).toMatchObject({ phase: { name: "live" }, ending: undefined });
    expect(parts.transport.session.responses).toEqual([]);
  });
});

describe("the devices of a call", () => {
  it("change while it goes on, and each clock of its own begins a run of the tape", async () => {
    const { call, microphone, speaker, recorder, transport } = await live();
    microphone.unplug();
    expect(call.state.get().notices).toMatchObject([{ type: "microphone-changed", label: "Headset" }]);
    microphone.change({ type: "new-clock" });
    speaker.change({ type: "new-clock" });
    expect(recorder.tapes[0]?.restarts).toEqual(["user", "agent"]);
    microphone.say(100);
    expect(recorder.tapes[0]?.chunks).toHaveLength(5);
    expect(transport.attempts).toHaveLength(1);
    call.hangUp();
  });

  it("go on inside the person's click where the browser waits for one", async () => {
    const { call, microphone, speaker } = await live();
    speaker.change({ type: "trouble", trouble: "speaker-blocked", lasts: true });
    expect(call.state.get().audioTroubles).toEqual(["speaker-blocked"]);
    call.wakeAudio();
    expect([microphone.wakes, speaker.wakes]).toEqual([1, 1]);
    call.hangUp();
  });

  it("end it when they are gone for good", async () => {
    const { call, speaker, microphone } = await live();
    speaker.lose(new SpeakerError("lost"));
    expect(call.state.get().phase).toMatchObject({ outcome: { type: "failed", error: { kind: "speaker" } } });
    expect(microphone.isOpen).toBe(false);
  });
});

describe("the tape of a call", () => {
  it("hears both voices until the call is over", async () => {
    const parts = await live();
    parts.microphone.say(200);
    parts.call.hangUp();
    await settled();
    const [tape] = parts.recorder.tapes;
    expect(tape?.callId).toBe("call-1");
    expect(tape?.chunks.map(({ chunk }) => chunk.firstFrame)).toEqual(
      Array.from({ length: 10 }, (_, index) => index * 320),
    );
    expect(tape?.isFinished).toBe(true);
  });

  it("hears nothing while the call is off the record, and what was said before is stored at once", async () => {
    const parts = await live();
    parts.microphone.say(100);
    parts.call.setOffRecord(true);
    parts.microphone.say(100);
    expect(parts.recorder.tapes[0]?.flushes).toBe(1);
    parts.call.setOffRecord(false);
    parts.microphone.say(100);
    expect(parts.recorder.tapes).toHaveLength(1);
    expect(parts.recorder.tapes[0]?.chunks).toHaveLength(10);
  });

  it("is not there when the person does not want one", async () => {
    const parts = await live({ record: false });
    parts.microphone.say(100);
    expect(parts.recorder.tapes).toEqual([]);
  });

  it("may fail: the call goes on", async () => {
    const parts = await live();
    parts.recorder.tapes[0]?.fail(new StorageError("quota"));
    expect(parts.call.state.get()).toMatchObject({ phase: { name: "live" }, recording: "failed" });
  });

  it("is asked for what was heard last when the call ends in the agent's words", async () => {
    const parts = await live();
    parts.transport.session.emit(said("One two three."), voice(3_000));
    parts.speaker.play(1_000);
    parts.call.hangUp();
    expect(parts.call.state.get().log).toMatchObject([{ status: "interrupted", heard: { audioMs: 1_000 } }]);
  });
});

/** Every promise that can settle by itself has settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
