import { describe, expect, it } from "vitest";
import {
  type ActivityEvent,
  VoiceActivity,
  type VoiceActivityOptions,
  voiceActivityOptions,
} from "../../token-server/simulator/voice-activity.ts";
import { join, mix, noise, silence, spoken, vowel } from "./support/sounds.ts";

const usual: VoiceActivityOptions = { startSensitivity: "HIGH", prefixPaddingMs: 20, silenceDurationMs: 800 };
const careful: VoiceActivityOptions = { ...usual, startSensitivity: "LOW" };

function hear(sound: Int16Array, options = usual, rateHz = 16_000, chunk = 320): readonly ActivityEvent[] {
  const activity = new VoiceActivity(options);
  const events: ActivityEvent[] = [];
  for (let at = 0; at < sound.length; at += chunk)
    events.push(...activity.push(sound.subarray(at, at + chunk), rateHz));
  return events;
}

const types = (events: readonly ActivityEvent[]) => events.map(({ type }) => type);
const wholeTurn = ["speech-started", "barge-in", "speech-ended"];

describe("voice activity", () => {
  it.each([
    [8_000, -100],
    [16_000, -100],
    [16_000, -60],
    [16_000, -45],
    [16_000, -40],
    [44_100, -55],
    [48_000, -45],
  ])("finds one sentence at %i Hz over noise of %i dB, in chunks of any size", async (rateHz, noiseDb) => {
    const sentence = await spoken("Hello there, what time is it in Tokyo?", rateHz);
    const quiet = join(silence(1500, rateHz), sentence, silence(1500, rateHz));
    const sound = mix(quiet, noise((quiet.length / rateHz) * 1000, noiseDb, rateHz));
    const events = hear(sound, usual, rateHz, 441);
    expect(types(events)).toEqual(wholeTurn);
    const sentenceMs = (sentence.length / rateHz) * 1000;
    const [started, , ended] = events;
    expect(started?.type === "speech-started" && started.onsetMs).toBeGreaterThan(1300);
    expect(started?.type === "speech-started" && started.onsetMs).toBeLessThan(1700);
    expect(ended?.type === "speech-ended" && ended.durationMs).toBeGreaterThan(sentenceMs * 0.8);
    expect(ended?.type === "speech-ended" && ended.durationMs).toBeLessThan(sentenceMs + 100);
  });

  it.each([
    ["Kore", "Stop."],
    ["Charon", "Six sisters sat still."],
    ["Vindemiatrix", "She sells sea shells."],
  ])("hears %s softly say: %s", async (voice, sentence) => {
    const speech = (await spoken(sentence, 16_000, voice)).map((sample) => sample * 0.1);
    const sound = mix(join(silence(1000), speech, silence(1200)), noise(5000, -58));
    expect(types(hear(sound)).filter((type) => type !== "barge-in")).toEqual([
      "speech-started",
      "speech-ended",
    ]);
  });

  it("hears a sentence that the stream begins with", async () => {
    const sentence = await spoken("What is the weather like in Oslo?");
    expect(types(hear(join(sentence, silence(1000))))).toEqual(wholeTurn);
  });

  it.each([
    ["six seconds of loud noise", noise(6000, -25)],
    ["noise that sets in and ends", join(silence(1000), noise(3000, -30), silence(1000))],
    ["a click of 100 ms", join(noise(1500, -60), noise(100, -15), noise(1500, -60))],
    ["a knock with a hiss after it", join(silence(1000), vowel(60), noise(800, -25), silence(1000))],
    ["silence", silence(3000)],
  ])("takes %s for no speech", (_, sound) => {
    expect(hear(sound, usual)).toEqual([]);
    expect(hear(sound, careful)).toEqual([]);
  });

  it("tells a short word from speech that may interrupt", () => {
    const word = join(silence(500), vowel(240), silence(1000));
    expect(types(hear(word))).toEqual(["speech-started", "speech-ended"]);
    expect(types(hear(join(silence(500), vowel(440), silence(1000))))).toEqual(wholeTurn);
  });

  it("wants more of a sound when the start sensitivity is low", () => {
    expect(hear(join(silence(500), vowel(240), silence(1000)), careful)).toEqual([]);
  });

  it("ends a turn only after the configured silence", () => {
    const pause = (ms: number) => join(silence(500), vowel(600), silence(ms), vowel(600), silence(5000));
    expect(types(hear(pause(1200)))).toEqual([...wholeTurn, ...wholeTurn]);
    expect(types(hear(pause(1200), { ...usual, silenceDurationMs: 2000 }))).toEqual(wholeTurn);
    expect(types(hear(pause(300), { ...usual, silenceDurationMs: 100 }))).toEqual([
      ...wholeTurn,
      ...wholeTurn,
    ]);
  });

  it("never ends a turn while no samples come, and at once when the stream is flushed", () => {
    const activity = new VoiceActivity(usual);
    expect(types(activity.push(join(silence(500), vowel(600)), 16_000))).toEqual([
      "speech-started",
      "barge-in",
    ]);
    expect(activity.active).toBe(true);
    expect(types(activity.flush())).toEqual(["speech-ended"]);
    expect(activity.flush()).toEqual([]);
    expect(types(activity.push(join(vowel(600), silence(900)), 16_000))).toEqual(wholeTurn);
  });

  it("counts the prefix padding into the turn", () => {
    const [near] = hear(join(silence(500), vowel(300)), { ...usual, prefixPaddingMs: 0 });
    const [early] = hear(join(silence(500), vowel(300)), { ...usual, prefixPaddingMs: 300 });
    expect(near).toEqual({ type: "speech-started", onsetMs: 500 });
    expect(early).toEqual({ type: "speech-started", onsetMs: 200 });
  });
});

describe("the options in a setup", () => {
  const detection = (automaticActivityDetection: object) =>
    voiceActivityOptions({ realtimeInputConfig: { automaticActivityDetection } });

  it("have defaults", () => {
    expect(voiceActivityOptions({})).toEqual(usual);
  });

  it("follow the client", () => {
    expect(
      detection({
        startOfSpeechSensitivity: "START_SENSITIVITY_LOW",
        silenceDurationMs: 600,
        prefixPaddingMs: 100,
      }),
    ).toEqual({ startSensitivity: "LOW", prefixPaddingMs: 100, silenceDurationMs: 600 });
    expect(detection({ endOfSpeechSensitivity: "END_SENSITIVITY_LOW" })?.silenceDurationMs).toBe(1200);
    expect(detection({ disabled: true })).toBeUndefined();
  });
});
