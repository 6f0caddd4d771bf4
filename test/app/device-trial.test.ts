import { describe, expect, it } from "vitest";
import { createDeviceTrial } from "../../web/app/device-trial.ts";
import { fullProcessing } from "../../web/core/audio/voice-processing.ts";
import { MicrophoneError } from "../../web/core/errors.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../fakes/fake-speaker.ts";

const sound = { processing: { ...fullProcessing, autoGainControl: false }, speakerId: "desk", volume: 0.3 };

function devices() {
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker();
  return { microphone, speaker, trial: createDeviceTrial(microphone, speaker), stop: new AbortController() };
}

describe("trying the devices", () => {
  it("hears through the chosen microphone, as a call does, until it is stopped", async () => {
    const { microphone, trial, stop } = devices();
    const level = await trial.listen("headset", sound, stop.signal);
    expect([microphone.askedDeviceId, microphone.processing]).toEqual(["headset", sound.processing]);
    microphone.say(20, 0.25);
    expect(level()).toBe(0.25);
    stop.abort();
    expect(microphone.isOpen).toBe(false);
  });

  it("tells why the microphone cannot be heard", async () => {
    const { microphone, trial, stop } = devices();
    microphone.failWith(new MicrophoneError("denied"));
    await expect(trial.listen(undefined, sound, stop.signal)).rejects.toMatchObject({ reason: "denied" });
  });

  it("plays a few tones through the chosen speaker to their end", async () => {
    const { speaker, trial, stop } = devices();
    const played = trial.play(sound, stop.signal);
    await expect.poll(() => speaker.segments.length).toBe(1);
    expect([speaker.deviceId, speaker.volume]).toEqual(["desk", 0.3]);
    expect(speaker.segments).toMatchObject([{ writtenMs: 840, finished: true }]);
    speaker.playAll();
    await played;
    stop.abort();
    expect(speaker.isOpen).toBe(false);
  });

  it("stops playing when it is told to", async () => {
    const { speaker, trial, stop } = devices();
    const played = trial.play(sound, stop.signal);
    await expect.poll(() => speaker.isOpen).toBe(true);
    stop.abort();
    await played;
    await expect.poll(() => speaker.isOpen).toBe(false);
  });
});
