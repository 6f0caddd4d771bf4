import { describe, expect, it } from "vitest";
import { createPreflight, type SoundStep } from "../../web/app/preflight.ts";
import { fullProcessing } from "../../web/core/audio/voice-processing.ts";
import { MicrophoneError, SessionError } from "../../web/core/errors.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../fakes/fake-speaker.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

function preflight() {
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker();
  const transport = new ScriptedTransport();
  const clock = new ManualClock();
  const check = createPreflight({
    microphone,
    speaker,
    transport,
    clock,
    request: () => ({ voice: "Kore" }),
    microphoneId: () => "headset",
    sound: () => ({
      processing: { ...fullProcessing, echoCancellation: false },
      speakerId: "desk",
      volume: 0.5,
    }),
    room: async () => ({ usedBytes: 1, quotaBytes: 2 }),
  });
  return { microphone, speaker, transport, clock, check };
}

describe("the check of the sound", () => {
  it("listens, plays that back, plays a tone, and lets go of everything", async () => {
    const { microphone, speaker, clock, check } = preflight();
    const steps: SoundStep[] = [];
    const checking = check.sound((step) => steps.push(step), new AbortController().signal);
    await expect.poll(() => steps.at(-1)).toBe("speak");
    microphone.say(2_000);
    clock.advance(3_000);
    await expect.poll(() => steps.at(-1)).toBe("playback");
    clock.advance(3_300);
    await expect.poll(() => steps.at(-1)).toBe("tone");
    clock.advance(1_200);
    expect(await checking).toMatchObject({ voice: true, way: "open" });
    expect(speaker.segments).toMatchObject([{ writtenMs: 2_000 }, { writtenMs: 600 }]);
    expect(microphone.opened - microphone.closed).toBe(0);
    expect(speaker.opened - speaker.closed).toBe(0);
  });

  it("hears and sounds as a call would: other devices and other processing give another echo", async () => {
    const { microphone, speaker, check } = preflight();
    const controller = new AbortController();
    const checking = check.sound(() => undefined, controller.signal);
    await expect.poll(() => [microphone.opened, speaker.opened]).toEqual([1, 1]);
    expect(microphone.askedDeviceId).toBe("headset");
    expect(microphone.processing?.echoCancellation).toBe(false);
    expect([speaker.deviceId, speaker.volume]).toEqual(["desk", 0.5]);
    controller.abort();
    await expect(checking).rejects.toMatchObject({ name: "AbortError" });
  });

  it("lets go of everything when it is broken off, and says why it cannot begin", async () => {
    const { microphone, speaker, check } = preflight();
    const controller = new AbortController();
    const steps: SoundStep[] = [];
    const checking = check.sound((step) => steps.push(step), controller.signal);
    await expect.poll(() => steps.at(-1)).toBe("speak");
    controller.abort();
    await expect(checking).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => microphone.opened - microphone.closed).toBe(0);
    expect(speaker.opened - speaker.closed).toBe(0);
    expect(check.level()).toBe(0);
  });
});

it("leaves no microphone open where there is no loudspeaker", async () => {
  const { microphone, speaker, check } = preflight();
  speaker.failWith(new MicrophoneError("unsupported"));
  const checking = check.sound(() => undefined, new AbortController().signal);
  await expect(checking).rejects.toMatchObject({ reason: "unsupported" });
  expect([microphone.opened, microphone.closed]).toEqual([1, 1]);
  expect(speaker.opened).toBe(speaker.closed);
});

describe("the check of the connection", () => {
  it("opens a session and closes it", async () => {
    const { transport, check } = preflight();
    expect(await check.connection(new AbortController().signal)).toMatchObject({ roundTripMs: 40 });
    expect([transport.openedCount, transport.closedCount]).toEqual([1, 1]);
  });

  it("fails with what a call would fail with", async () => {
    const { transport, check } = preflight();
    transport.plan({ type: "reject", error: new SessionError("unreachable") });
    await expect(check.connection(new AbortController().signal)).rejects.toMatchObject({
      reason: "unreachable",
    });
  });
});
