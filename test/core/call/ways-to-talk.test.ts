import { describe, expect, it } from "vitest";
import { Call } from "../../../web/core/call/call.ts";
import type { TalkPlan } from "../../../web/core/call/talk-plan.ts";
import { examplePlan } from "../../fakes/conversation.ts";
import { FakeMicrophone } from "../../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../../fakes/fake-speaker.ts";
import { FakeToolbox } from "../../fakes/fake-toolbox.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { ManualNetwork } from "../../fakes/manual-network.ts";
import { MemoryContext } from "../../fakes/memory-context.ts";
import { MemoryRecorder } from "../../fakes/memory-recorder.ts";
import { ScriptedTransport, type Sent } from "../../fakes/scripted-transport.ts";

const pushToTalk: TalkPlan = { way: "push-to-talk", turnEndMs: undefined };
const halfDuplex: TalkPlan = { way: "half-duplex", turnEndMs: undefined };
const endsTurns: TalkPlan = { way: "open", turnEndMs: 500 };

/** A live call, and what its person and its service do. Sounds pass with the time that they take. */
async function calling(talk: TalkPlan) {
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker();
  const transport = new ScriptedTransport();
  const clock = new ManualClock();
  const recorder = new MemoryRecorder();
  const call = new Call({
    microphone,
    speaker,
    transport,
    toolbox: new FakeToolbox(),
    clock,
    contexts: new MemoryContext(),
    recorder,
    network: new ManualNetwork(),
    random: () => 0,
  });
  call.start({ ...examplePlan, talk });
  await transport.attempted(1);
  await settled();
  const hear = (ms: number, level: number) => {
    for (let at = 0; at < ms; at += 20) {
      clock.advance(20);
      microphone.hear(20, { level, voice: level > 0 });
    }
  };
  return {
    ...{ call, speaker, transport, clock, recorder },
    say: (ms: number) => hear(ms, 0.2),
    hush: (ms: number) => hear(ms, 0),
    agentSays(ms: number) {
      const samples = new Int16Array(ms * 24);
      transport.session.emit(
        { type: "audio", samples, sampleRateHz: 24_000 },
        { type: "output-text", text: "Hello there" },
        { type: "generation-complete" },
        { type: "turn-complete" },
      );
    },
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** What was sent, in words: `sound 400` is 400 ms that somebody can hear, `quiet 20` are zeros. */
function inWords(sent: readonly Sent[]): readonly string[] {
  const words: { word: string; ms: number }[] = [];
  for (const one of sent) {
    const ms = one.type === "audio" ? one.pcm.byteLength / 32 : 0;
    const word = one.type === "audio" ? (isQuiet(one.pcm) ? "quiet" : "sound") : one.type;
    const last = words.at(-1);
    if (last?.word === word) last.ms += ms;
    else words.push({ word, ms });
  }
  return words.map(({ word, ms }) => (ms > 0 ? `${word} ${ms}` : word));
}

function isQuiet(pcm: ArrayBuffer): boolean {
  return new Int16Array(pcm).every((sample) => sample === 0);
}

describe("push-to-talk", () => {
  it("sends what is said from shortly before the button is down until shortly after, between marks", async () => {
    const { call, transport, say } = await calling(pushToTalk);
    say(1_000);
    expect(inWords(transport.session.sent)).toEqual([]);
    call.holdToTalk(true);
    say(500);
    call.holdToTalk(false);
    say(1_000);
    expect(inWords(transport.session.sent)).toEqual(["activity-start", "sound 1080", "activity-end"]);
  });

  it("goes on when the button is down again at once", async () => {
    const { call, transport, say } = await calling(pushToTalk);
    call.holdToTalk(true);
    say(500);
    call.holdToTalk(false);
    say(100);
    call.holdToTalk(true);
    say(500);
    expect(inWords(transport.session.sent)).toEqual(["activity-start", "sound 1100"]);
  });

  it("silences the agent", async () => {
    const { call, speaker, agentSays } = await calling(pushToTalk);
    agentSays(3_000);
    speaker.play(500);
    call.holdToTalk(true);
    expect(speaker.segments).toMatchObject([{ heardMs: 500, end: "flushed" }]);
    expect(call.state.get().log).toMatchObject([{ status: "interrupted" }]);
  });

  it("waits for an answer, and tells so", async () => {
    const { call, say } = await calling(pushToTalk);
    call.holdToTalk(true);
    expect(call.state.get()).toMatchObject({ activity: "listening", talk: { held: true, closed: false } });
    say(400);
    call.holdToTalk(false);
    say(400);
    expect(call.state.get()).toMatchObject({ activity: "thinking", talk: { held: false, closed: true } });
  });

  it("says a turn again, whole and marked anew, when the connection breaks while the button is held", async () => {
    const { call, transport, clock, say } = await calling(pushToTalk);
    say(300);
    call.holdToTalk(true);
    say(3_000);
    transport.session.fail();
    say(500);
    clock.advance(1_000);
    await settled();
    say(500);
    call.holdToTalk(false);
    say(400);
    expect(inWords(transport.session.sent)).toEqual(["activity-start", "sound 4580", "activity-end"]);
    expect(transport.openedCount).toBe(2);
  });

  it("keeps a turn that is begun and ended while there is no connection", async () => {
    const { call, transport, clock, say, hush } = await calling(pushToTalk);
    hush(500);
    transport.plan({ type: "hold" });
    transport.session.fail();
    clock.advance(10);
    await settled();
    call.holdToTalk(true);
    say(2_000);
    call.holdToTalk(false);
    say(400);
    transport.attempts.at(-1)?.accept();
    await settled();
    expect(inWords(transport.session.sent)).toEqual([
      "activity-start",
      "quiet 300",
      "sound 2280",
      "activity-end",
    ]);
  });

  it("says nothing again that was answered", async () => {
    const { call, transport, clock, say, agentSays, speaker, hush } = await calling(pushToTalk);
    call.holdToTalk(true);
    say(1_000);
    call.holdToTalk(false);
    say(400);
    agentSays(200);
    speaker.playAll();
    transport.session.fail();
    clock.advance(1_000);
    await settled();
    hush(1_000);
    expect(inWords(transport.session.sent)).toEqual([]);
  });

  it("says nothing of asking again, since nothing more is sent than the end of the turn, and connects anew", async () => {
    const { call, transport, say, hush } = await calling(pushToTalk);
    call.holdToTalk(true);
    say(1_000);
    call.holdToTalk(false);
    say(400);
    const { session } = transport;
    session.silentMs = 60_000;
    hush(8_000);
    expect(inWords(session.sent).at(-1)).toBe("activity-end");
    expect(call.state.get().link.nudged).toBe(false);
    hush(3_000);
    expect(session.isOpen).toBe(false);
  });

  it("waits for no answer to what was typed while the button is held", async () => {
    const { call, transport, say } = await calling(pushToTalk);
    call.holdToTalk(true);
    say(1_000);
    call.sendText("Wait, I am not done.");
    transport.session.silentMs = 60_000;
    say(15_000);
    expect(call.state.get().phase.name).toBe("live");
    expect(transport.openedCount).toBe(1);
  });

  it("is over at once when the person mutes, and does not begin while muted", async () => {
    const { call, transport, say } = await calling(pushToTalk);
    call.holdToTalk(true);
    say(400);
    call.setMuted(true);
    call.holdToTalk(false);
    call.holdToTalk(true);
    say(1_500);
    expect(inWords(transport.session.sent)).toEqual(["activity-start", "sound 400", "activity-end"]);
    expect(call.state.get()).toMatchObject({ mutedSpeech: true, talk: { held: false } });
  });

  it("records what was sent, and silence for the rest", async () => {
    const { call, recorder, say } = await calling(pushToTalk);
    say(1_000);
    call.holdToTalk(true);
    say(500);
    call.holdToTalk(false);
    say(1_000);
    call.hangUp();
    const chunks = recorder.tapes[0]?.chunks ?? [];
    const quiet = chunks.map(({ chunk }) => isQuiet(chunk.pcm));
    expect(quiet.filter((is) => !is)).toHaveLength((500 + 300 + 280) / 20);
    expect(quiet.indexOf(false)).toBe((1_000 - 300) / 20);
    expect(chunks).toHaveLength(2_500 / 20);
  });
});

describe("half duplex", () => {
  it("closes the microphone from the agent's first sound until the room is quiet after the last", async () => {
    const { call, speaker, transport, say, agentSays } = await calling(halfDuplex);
    say(100);
    agentSays(500);
    speaker.play(200);
    say(300);
    expect(call.state.get().talk.closed).toBe(true);
    speaker.playAll();
    say(200);
    expect(inWords(transport.session.sent)).toEqual(["sound 100", "quiet 500"]);
    say(200);
    expect(inWords(transport.session.sent)).toEqual(["sound 100", "quiet 540", "sound 160"]);
    expect(call.state.get().talk.closed).toBe(false);
  });

  it("hears the echo neither as speech nor as an interruption", async () => {
    const { call, speaker, say, agentSays } = await calling(halfDuplex);
    agentSays(3_000);
    speaker.play(100);
    say(1_000);
    expect(speaker.segments).toMatchObject([{ end: "open" }]);
    expect(call.state.get().floor.voice.speaking).toBe(false);
  });

  it("stays closed between two answers that follow each other", async () => {
    const { call, speaker, clock, agentSays } = await calling(halfDuplex);
    agentSays(300);
    speaker.playAll();
    clock.advance(100);
    agentSays(300);
    clock.advance(1_000);
    expect(call.state.get().talk.closed).toBe(true);
  });

  it("leaves nothing behind when the call ends while the agent is heard", async () => {
    const { call, clock, agentSays } = await calling(halfDuplex);
    agentSays(3_000);
    call.hangUp();
    expect(clock.pendingTimers).toBe(0);
  });

  it("waits longer where the sound takes longer to the loudspeaker", async () => {
    const { call, speaker, clock, agentSays } = await calling(halfDuplex);
    speaker.latency = 200;
    agentSays(300);
    speaker.playAll();
    clock.advance(400);
    expect(call.state.get().talk.closed).toBe(true);
    clock.advance(100);
    expect(call.state.get().talk.closed).toBe(false);
  });
});

describe("turns that end here", () => {
  it("tells the service half a second after the last word, and goes on listening", async () => {
    const { transport, say, hush } = await calling(endsTurns);
    say(600);
    hush(180);
    expect(inWords(transport.session.sent)).toEqual(["sound 600", "quiet 180"]);
    hush(100);
    expect(inWords(transport.session.sent)).toEqual(["sound 600", "quiet 200", "audio-end", "quiet 80"]);
  });

  it("does not end a turn in a pause for breath, nor for a cough", async () => {
    const { transport, say, hush } = await calling(endsTurns);
    say(600);
    hush(100);
    say(600);
    hush(100);
    transport.session.emit({ type: "output-text", text: "Yes." }, { type: "turn-complete" });
    hush(1_000);
    say(100);
    hush(2_000);
    expect(transport.session.sent.filter(({ type }) => type === "audio-end")).toEqual([]);
  });

  it("tells the next session, after all that was said", async () => {
    const { transport, clock, say, hush } = await calling(endsTurns);
    transport.plan({ type: "hold" });
    transport.session.fail();
    clock.advance(10);
    await settled();
    say(600);
    hush(400);
    transport.attempts.at(-1)?.accept();
    await settled();
    expect(inWords(transport.session.sent)).toEqual(["sound 600", "quiet 200", "audio-end", "quiet 200"]);
  });
});
