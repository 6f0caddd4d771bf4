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
  const voices = new Call({
    microphone: new FakeMicrophone(),
    speaker: new FakeSpeaker(),
    transport,
    toolbox: new FakeToolbox(),
    recorder: new MemoryRecorder(),
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
  return { call, loads, transport, phase: () => call.state.get().phase };
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
