import { describe, expect, it } from "vitest";
import type { CallPlan } from "../../../web/core/call/call-plan.ts";
import { FileCall, type FileCallEnd } from "../../../web/core/call/file-call.ts";
import type { CallState } from "../../../web/core/call/state.ts";
import { TokenError } from "../../../web/core/errors.ts";
import type { LiveEvent } from "../../../web/core/live/messages.ts";
import { defaultSettings } from "../../../web/core/settings.ts";
import { FakeToolbox } from "../../fakes/fake-toolbox.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { ManualNetwork } from "../../fakes/manual-network.ts";
import { MemoryRecorder } from "../../fakes/memory-recorder.ts";
import { ScriptedTransport } from "../../fakes/scripted-transport.ts";

const startMs = 1_000_000;

const plan: CallPlan = {
  id: "call-1",
  about: { agent: { id: "guide", name: "Guide" }, model: "gemini-3.8-live", voice: "Kore" },
  record: true,
  request: { model: "gemini-3.8-live", voiceActivity: "quick" },
  greeting: "Say hello.",
  microphoneId: "built-in",
  settings: defaultSettings,
  toolsOff: [],
  startValues: {},
};

/** So much of the agent's voice, 24 kHz. */
const voice = (ms: number): LiveEvent => ({
  type: "audio",
  samples: new Int16Array(ms * 24).fill(8_000),
  sampleRateHz: 24_000,
});
const answer = (text: string, ms: number): readonly LiveEvent[] => [
  { type: "output-text", text },
  voice(ms),
  { type: "generation-complete" },
  { type: "turn-complete" },
];

/** A file call of so many seconds, its service and its time in the hands of the test. */
function fileCall(seconds = 4) {
  const transport = new ScriptedTransport();
  const toolbox = new FakeToolbox();
  const recorder = new MemoryRecorder();
  const clock = new ManualClock(startMs);
  const shares: number[] = [];
  const call = new FileCall({
    ports: { transport, toolbox, recorder, clock, network: new ManualNetwork() },
    plan,
    samples: new Float32Array(seconds * 16_000).fill(0.25),
    speed: 2,
    onSent: (share) => shares.push(share),
  });
  let end: FileCallEnd | undefined;
  const start = async () => {
    void call.run().then((ended) => {
      end = ended;
    });
    await reached("live");
  };
  const reached = async (name: CallState["phase"]["name"]) => {
    await expect.poll(() => call.state.get().phase.name).toBe(name);
  };
  const wait = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.advance(Math.min(100, ms - passed));
      await Promise.resolve();
    }
    // What was promised meanwhile is kept.
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { call, transport, toolbox, recorder, clock, shares, start, reached, wait, ended: () => end };
}

/** What the session got, sound as its length in ms. */
function marks(transport: ScriptedTransport): readonly (string | number)[] {
  const list: (string | number)[] = [];
  for (const sent of transport.session.sent) {
    const last = list.at(-1);
    if (sent.type !== "audio") list.push(sent.type);
    else if (typeof last === "number") list[list.length - 1] = last + sent.pcm.byteLength / 32;
    else list.push(sent.pcm.byteLength / 32);
  }
  return list;
}

const turns = (state: CallState) => state.log.flatMap((entry) => (entry.kind === "turn" ? [entry] : []));

describe("a call from a file", () => {
  it("sends the file as one marked turn at twice the speed, and nothing else", async () => {
    const { start, wait, transport, shares } = fileCall(4);
    await start();
    await wait(1_900);
    expect(marks(transport)).toEqual(["activity-start", 3_800]);
    await wait(3_000);
    expect(marks(transport)).toEqual(["activity-start", 4_000, "activity-end"]);
    expect(transport.attempts[0]?.request).toMatchObject({ activity: "manual", model: "gemini-3.8-live" });
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it("has the times at which the file would have been spoken", async () => {
    const { start, wait, transport, call, recorder } = fileCall(4);
    await start();
    await wait(2_000);
    transport.session.emit({ type: "input-text", text: "What time is it?" });
    await wait(500);
    transport.session.emit(...answer("It is noon.", 1_000));
    await wait(1_200);
    const [asked, answered] = turns(call.state.get());
    expect(asked).toMatchObject({ role: "user", text: "What time is it?", status: "complete" });
    expect(asked?.startedAtMs).toBeCloseTo(startMs + 20, -1);
    expect(asked?.endedAtMs).toBeCloseTo(startMs + 4_020, -2);
    expect(answered?.startedAtMs).toBeCloseTo(startMs + 4_500, -2);
    expect(answered?.endedAtMs).toBeGreaterThanOrEqual(startMs + 5_500);
    expect(answered?.endedAtMs).toBeLessThan(startMs + 5_700);
    const { chunks } = recorder.tapes[0] ?? { chunks: [] };
    for (const { chunk, atMs } of chunks)
      expect(Math.abs(atMs - (startMs + 20 + chunk.firstFrame / 16))).toBeLessThan(1);
  });

  it("keeps both voices on tape, the agent's as it would have sounded", async () => {
    const { start, wait, transport, recorder, ended } = fileCall(2);
    await start();
    await wait(1_500);
    transport.session.emit(...answer("Here it is.", 700));
    await wait(5_000);
    expect(ended()).toEqual({ type: "answered" });
    const [tape] = recorder.tapes;
    const spokenMs = (tape?.chunks ?? []).filter(({ chunk }) => chunk.level > 0).length * 20;
    const playedFrames = (tape?.blocks ?? [])
      .flatMap(({ pcm }) => [...new Int16Array(pcm)])
      .filter((sample) => sample !== 0).length;
    expect(spokenMs).toBe(2_000);
    expect(playedFrames / 24).toBeCloseTo(700, -1);
    await expect.poll(() => tape?.isFinished).toBe(true);
  });

  it("hears the answer to its end, waits a moment for more, and hangs up", async () => {
    const { start, wait, transport, call, ended } = fileCall(1);
    await start();
    await wait(600);
    transport.session.emit(...answer("A long one.", 6_000));
    await wait(6_500);
    expect(call.state.get().phase.name).toBe("live");
    transport.session.emit(...answer("And more.", 1_000));
    await wait(2_500);
    expect(call.state.get().phase.name).toBe("live");
    await wait(1_000);
    expect(call.state.get().phase).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
    expect(turns(call.state.get()).map(({ text, status }) => [text, status])).toEqual([
      ["A long one.", "complete"],
      ["And more.", "complete"],
    ]);
    expect(ended()).toEqual({ type: "answered" });
    expect(transport.session.isOpen).toBe(false);
  });

  it("is not kept from its end by what says nothing, such as new handles", async () => {
    const { start, wait, transport, ended } = fileCall(1);
    await start();
    await wait(600);
    transport.session.emit(...answer("Yes.", 300));
    for (let second = 0; second < 4; second += 1) {
      await wait(1_000);
      transport.session.emit({ type: "handle", handle: `h${second}` });
    }
    expect(ended()).toEqual({ type: "answered" });
  });

  it("waits for tools and for what the agent makes of them", async () => {
    const { start, wait, transport, toolbox, call, ended } = fileCall(1);
    await start();
    await wait(600);
    const calls = [{ id: "1", name: "get_current_time", args: {} }];
    transport.session.emit(...answer("Let me see.", 300), { type: "tool-calls", calls });
    await wait(60_000);
    expect(call.state.get().phase.name).toBe("live");
    toolbox.running[0]?.done("noon");
    await wait(6_000);
    expect(transport.session.responses).toHaveLength(1);
    expect(call.state.get().phase.name).toBe("live");
    transport.session.emit(...answer("It is noon.", 500));
    await wait(3_000);
    expect(ended()).toEqual({ type: "answered" });
  });

  it("does not wait for what the agent was told goes on in the background, such as a timer", async () => {
    const { start, wait, transport, toolbox, call, ended } = fileCall(1);
    await start();
    await wait(600);
    const timer = { id: "1", name: "set_timer" };
    transport.session.emit({ type: "tool-calls", calls: [{ ...timer, args: { seconds: 3_600 } }] });
    const [running] = toolbox.running;
    running?.host.progress("Set timer 1.", { ...timer, response: { output: "set" }, willContinue: true });
    transport.session.emit(...answer("The timer is set.", 300));
    await wait(3_000);
    expect(ended()).toEqual({ type: "answered" });
    expect(running?.signal.aborted).toBe(true);
    expect(call.state.get().log).toContainEqual(
      expect.objectContaining({ kind: "tool-call", status: "cancelled" }),
    );
  });

  it("refuses for the person what a tool asks", async () => {
    const { start, wait, transport, toolbox, call } = fileCall(1);
    await start();
    await wait(600);
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "take_note", args: {} }] });
    const approval = toolbox.running[0]?.host.approve("send");
    expect(await approval).toBe(false);
    expect(call.state.get().log.at(-1)).toMatchObject({ kind: "tool-call", status: "running" });
  });

  it("ends after 20 s without a word, unanswered", async () => {
    const { start, wait, ended } = fileCall(1);
    await start();
    await wait(500);
    await wait(19_900);
    expect(ended()).toBeUndefined();
    await wait(300);
    expect(ended()).toEqual({ type: "unanswered" });
  });

  it("is answered when the agent hangs up", async () => {
    const { start, wait, transport, toolbox, call, ended } = fileCall(1);
    await start();
    await wait(600);
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "end_call", args: {} }] });
    toolbox.running[0]?.host.endCall("all said");
    toolbox.running[0]?.done("ok");
    transport.session.emit(...answer("Goodbye.", 300));
    await wait(1_500);
    expect(call.state.get().phase).toMatchObject({ outcome: { type: "agent-hung-up" } });
    expect(ended()).toEqual({ type: "answered" });
  });

  it("can be cancelled at any time, and leaves nothing open", async () => {
    for (const atMs of [0, 300, 2_500]) {
      const { start, wait, call, transport, clock, ended } = fileCall(4);
      await start();
      await wait(atMs);
      call.cancel();
      await wait(100);
      expect(ended()).toEqual({ type: "cancelled" });
      expect(transport.session.isOpen).toBe(false);
      expect(clock.pendingTimers).toBe(0);
    }
  });

  it("can be cancelled while it connects", async () => {
    const { call, transport, clock } = fileCall();
    transport.plan({ type: "hold" });
    const end = call.run();
    await transport.attempted(1);
    call.cancel();
    expect(await end).toEqual({ type: "cancelled" });
    expect(clock.pendingTimers).toBe(0);
  });

  it("says why it could not connect", async () => {
    const { call, transport } = fileCall();
    const error = new TokenError("access-code");
    transport.plan({ type: "reject", error });
    expect(await call.run()).toEqual({ type: "failed", error });
  });
});

describe("a call from a file whose connection breaks", () => {
  /** Sends some of the file and loses the session. */
  async function lost(afterMs: number) {
    const scene = fileCall(4);
    await scene.start();
    scene.transport.session.emit({ type: "handle", handle: "h" });
    await scene.wait(afterMs);
    scene.transport.session.fail();
    await scene.wait(10);
    await scene.transport.attempted(2);
    await scene.reached("live");
    return scene;
  }

  it("sends all of the file again when it had not been answered", async () => {
    for (const afterMs of [1_000, 2_500]) {
      const { wait, transport, shares, ended } = await lost(afterMs);
      expect(shares.lastIndexOf(0)).toBeGreaterThan(0);
      await wait(2_500);
      expect(transport.openedCount).toBe(2);
      expect(marks(transport)).toEqual(["activity-start", 4_000, "activity-end"]);
      transport.session.emit(...answer("Fine.", 300));
      await wait(3_000);
      expect(ended()).toEqual({ type: "answered" });
    }
  });

  it("gives up when it breaks again", async () => {
    const { wait, transport, ended } = await lost(1_000);
    transport.session.emit({ type: "handle", handle: "h2" });
    await wait(500);
    transport.session.fail();
    // Half a second, and up to a quarter of that by chance.
    await wait(700);
    await transport.attempted(3);
    await expect.poll(ended).toEqual({ type: "lost" });
  });

  it("asks for the rest only of what is being answered", async () => {
    const { start, wait, transport, reached, ended } = fileCall(1);
    await start();
    await wait(600);
    transport.session.emit(
      { type: "handle", handle: "h" },
      { type: "output-text", text: "Well" },
      voice(500),
    );
    await wait(300);
    transport.session.fail();
    await wait(10);
    await transport.attempted(2);
    await reached("live");
    await wait(4_000);
    expect(marks(transport)).toEqual(["text"]);
    expect(ended()).toEqual({ type: "answered" });
  });
});
