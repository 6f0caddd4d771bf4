import { expect, it } from "vitest";
import { lateCall } from "../../web/app/late-call.ts";
import { Call } from "../../web/core/call/call.ts";
import { examplePlan } from "../fakes/conversation.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../fakes/fake-speaker.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryContext } from "../fakes/memory-context.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

function rig() {
  const clock = new ManualClock();
  const transport = new ScriptedTransport();
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker();
  const recorder = new MemoryRecorder();
  const voices = new Call({
    ...{ microphone, speaker, transport, recorder },
    toolbox: new FakeToolbox(),
    clock,
    contexts: new MemoryContext(),
    network: new ManualNetwork(),
  });
  const loads: { readonly come: () => void; readonly fail: () => void }[] = [];
  const load = () =>
    new Promise<Call>((resolve, reject) =>
      loads.push({ come: () => resolve(voices), fail: () => reject(new TypeError("Failed to fetch")) }),
    );
  const call = lateCall(load, clock);
  return { call, loads, transport, microphone, speaker, recorder, phase: () => call.state.get().phase };
}

const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

it("shows a call that begins while its code comes, and starts it then", async () => {
  const { call, loads, transport, phase } = rig();
  call.start(examplePlan);
  expect(call.state.get()).toMatchObject({ id: examplePlan.id, phase: { name: "requesting-microphone" } });
  call.start(examplePlan);
  expect(loads).toHaveLength(1);
  loads[0]?.come();
  await transport.attempted(1);
  expect(phase().name).toBe("connecting");
  call.hangUp();
  expect(phase()).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
});

it("starts nothing when the person hung up meanwhile", async () => {
  const { call, loads, transport, phase } = rig();
  call.start(examplePlan);
  call.hangUp();
  expect(phase()).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
  loads[0]?.come();
  await turns();
  expect(transport.attempts).toHaveLength(0);
  expect(phase().name).toBe("ended");
});

it("ends the call when its code cannot be had, and tries again with the next one", async () => {
  const { call, loads, transport, phase } = rig();
  call.start(examplePlan);
  loads[0]?.fail();
  await turns();
  expect(phase()).toMatchObject({
    name: "ended",
    outcome: { type: "failed", error: { kind: "token", reason: "unreachable" } },
  });
  call.start({ ...examplePlan, id: "call-2" });
  loads[1]?.come();
  await transport.attempted(1);
  expect(call.state.get().id).toBe("call-2");
});

it("loads when the person reaches for the button, and says nothing if that fails", async () => {
  const { call, loads, phase } = rig();
  call.prepare();
  loads[0]?.fail();
  await turns();
  expect(phase().name).toBe("idle");
});

it("begins muted where the person has pressed Mute while its code came, and shows it at once", async () => {
  const { call, loads, transport, microphone } = rig();
  call.start(examplePlan);
  call.setMuted(true);
  expect(call.state.get().muted).toBe(true);
  loads[0]?.come();
  await transport.attempted(1);
  expect(call.state.get().muted).toBe(true);
  expect(microphone.isMuted).toBe(true);
  call.setMuted(false);
  expect(microphone.isMuted).toBe(false);
});

it("begins off the record where the person has pressed that while its code came", async () => {
  const { call, loads, transport, microphone, recorder } = rig();
  call.start({ ...examplePlan, record: true });
  call.setOffRecord(true);
  expect(call.state.get().recording).toBe("paused");
  loads[0]?.come();
  await transport.attempted(1);
  microphone.say(300);
  expect(call.state.get().recording).toBe("paused");
  expect(recorder.tapes).toMatchObject([{ chunks: [] }]);
});

it("begins with the devices that were chosen while its code came, and with the sound as it was set", async () => {
  const { call, loads, transport, microphone, speaker } = rig();
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const other = { ...processing, noiseSuppression: false };
  call.start({ ...examplePlan, sound: { processing, speakerId: undefined, volume: 1 } });
  call.useMicrophone("headset");
  call.useSpeaker("desk");
  call.setVolume(0.5);
  call.process(other);
  loads[0]?.come();
  await transport.attempted(1);
  expect(microphone).toMatchObject({ askedDeviceId: "headset", opened: 1, processing: other });
  expect(speaker).toMatchObject({ deviceId: "desk", volume: 0.5 });
  expect(call.state.get().notices).toEqual([]);
});

it("forgets what was pressed for a call that never began", async () => {
  const { call, loads, transport } = rig();
  call.start(examplePlan);
  call.setMuted(true);
  call.hangUp();
  call.start({ ...examplePlan, id: "call-2" });
  for (const { come } of loads) come();
  await transport.attempted(1);
  expect(call.state.get()).toMatchObject({ id: "call-2", muted: false });
});
