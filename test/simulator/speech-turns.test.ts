import { afterEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { warmUp } from "../../token-server/simulator/speech.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { RawClient } from "./support/raw-client.ts";
import { join, noise, silence, spoken, vowel } from "./support/sounds.ts";

const long = "This is a long answer that goes on and on. It has a second sentence, too. And a third one.";
const talk: Scenario = { answer: () => [{ type: "say", text: long }] };

let server: ServedSimulator;
let clock: ManualClock;
let client: RawClient;
let trace: SessionTrace;

async function begin(realtimeInputConfig: object = {}, scenario: Scenario = talk, setup: object = {}) {
  await warmUp();
  clock = new ManualClock();
  server = await serveSimulator({ clock, scenario });
  client = await RawClient.setUp(server.url, { realtimeInputConfig, ...setup });
  trace = await server.session(0);
}

afterEach(() => server.close());

/** Sends microphone audio with the clock running along with it. */
async function hear(sound: Int16Array): Promise<void> {
  for (let at = 0; at < sound.length; at += 1600) {
    const chunk = sound.subarray(at, at + 1600);
    const before = trace.audio.length;
    client.audio(chunk);
    await trace.until(({ audio }) => audio.length >= before + chunk.length * 2);
    await clock.advance(100);
  }
}

async function mark(message: object): Promise<void> {
  const before = trace.received.length;
  client.send({ realtimeInput: message });
  await trace.until(({ received }) => received.length > before);
}

const heard = () =>
  client.messages.flatMap(({ serverContent }) => serverContent?.inputTranscription?.text ?? []);
const count = (kind: string) => client.kinds().filter((candidate) => candidate === kind).length;
const manual = { automaticActivityDetection: { disabled: true } };

describe("a spoken turn", () => {
  it("is answered, and transcribed by its length alone", async () => {
    await begin({}, {});
    const sentence = await spoken("What time is it in Tokyo, please?");
    await hear(join(silence(400), sentence, silence(1000)));
    await clock.advance(20_000);
    await client.turnComplete();
    expect(heard()).toEqual([expect.stringMatching(/^\[speech, \d\.\d s\]$/)]);
    const seconds = heard()[0]?.match(/[\d.]+/)?.[0] ?? "none";
    expect(client.said).toContain(seconds);
    expect(client.said).not.toMatch(/tokyo, please/i);
  });

  it("does not end while no silence arrives, and ends at once with audioStreamEnd", async () => {
    await begin();
    await hear(join(silence(300), vowel(700)));
    await clock.advance(60_000);
    expect(count("modelTurn")).toBe(0);
    await mark({ audioStreamEnd: true });
    await clock.advance(800);
    expect(count("modelTurn")).toBeGreaterThan(0);
    await clock.advance(60_000);
    await client.turnComplete();
    await hear(join(vowel(700), silence(900)));
    await clock.advance(60_000);
    await client.turnComplete(2);
    expect(heard()).toHaveLength(2);
  });

  it("ends after the silence that the client asked for", async () => {
    await begin({ automaticActivityDetection: { silenceDurationMs: 2000 } });
    await hear(join(silence(300), vowel(700), silence(1800)));
    expect(heard()).toEqual([]);
    await hear(silence(400));
    await clock.advance(1000);
    expect(heard()).toHaveLength(1);
  });

  it("is not transcribed unless asked for", async () => {
    await begin({}, talk, { inputAudioTranscription: undefined });
    await hear(join(vowel(700), silence(1000)));
    await clock.advance(60_000);
    await client.turnComplete();
    expect(heard()).toEqual([]);
  });

  it("is not made by noise", async () => {
    await begin();
    await hear(noise(4000, -30));
    await clock.advance(10_000);
    expect(client.kinds()).not.toContain("modelTurn");
  });

  it("may be heard in the words that the scenario gives", async () => {
    await begin({}, { ...talk, hears: [["What's the", " weather"]] });
    await hear(join(vowel(700), silence(1000)));
    await clock.advance(2000);
    expect(heard()).toEqual(["What's the", " weather"]);
  });
});

describe("speaking over the agent", () => {
  const startAnswer = async () => {
    await mark({ text: "Talk" });
    await clock.advance(1000);
    expect(count("modelTurn")).toBeGreaterThan(0);
  };

  it("interrupts about 640 ms after the onset", async () => {
    await begin();
    await startAnswer();
    const onset = trace.received.length;
    await hear(join(vowel(1000)));
    await client.next(({ serverContent }) => serverContent?.interrupted);
    const interrupted = trace.sent.find(({ message }) => JSON.stringify(message).includes("interrupted"));
    const delay = (interrupted?.atMs ?? 0) - (trace.received[onset]?.atMs ?? 0);
    expect(delay).toBeGreaterThanOrEqual(500);
    expect(delay).toBeLessThanOrEqual(800);
    const kinds = client.kinds().slice(client.kinds().indexOf("interrupted"));
    expect(kinds.slice(0, 2)).toEqual(["interrupted", "turnComplete"]);
    expect(kinds).not.toContain("modelTurn");
  });

  it("does not interrupt with 200 ms, nor make that a turn", async () => {
    await begin();
    await startAnswer();
    await hear(join(vowel(200), silence(1200)));
    await clock.advance(60_000);
    await client.turnComplete();
    expect(count("interrupted")).toBe(0);
    expect(count("turnComplete")).toBe(1);
    expect(heard()).toEqual([]);
  });

  it("waits for the end of the answer under NO_INTERRUPTION", async () => {
    await begin({ activityHandling: "NO_INTERRUPTION" });
    await startAnswer();
    await hear(join(vowel(800), silence(1000)));
    await clock.advance(60_000);
    await client.turnComplete(2);
    expect(count("interrupted")).toBe(0);
    expect(count("generationComplete")).toBe(2);
  });

  it("holds back an answer that has not begun", async () => {
    await begin();
    await mark({ text: "Talk" });
    await hear(vowel(300));
    await clock.advance(5000);
    expect(count("modelTurn")).toBe(0);
    await hear(silence(1000));
    await clock.advance(60_000);
    await client.turnComplete();
    expect(count("interrupted")).toBe(0);
    expect(count("turnComplete")).toBe(1);
  });
});

describe("activity marked by the client", () => {
  it("ends the session while detection is on", async () => {
    for (const message of [{ activityStart: {} }, { activityEnd: {} }]) {
      await begin();
      await mark(message);
      expect(await client.untilClosed()).toEqual({
        code: 1007,
        reason: "Explicit activity control is not supported when automatic activity detection is enabled",
      });
      await server.close();
    }
  });

  it("delimits turns, whatever they sound like", async () => {
    await begin(manual);
    await hear(join(vowel(700), silence(1500)));
    await clock.advance(10_000);
    expect(client.kinds()).not.toContain("modelTurn");
    await mark({ activityStart: {} });
    await hear(silence(1500));
    await mark({ activityEnd: {} });
    await clock.advance(60_000);
    await client.turnComplete();
    expect(heard()).toEqual(["[speech, 1.5 s]"]);
  });

  it("interrupts at once, or not at all under NO_INTERRUPTION", async () => {
    for (const activityHandling of ["START_OF_ACTIVITY_INTERRUPTS", "NO_INTERRUPTION"]) {
      await begin({ ...manual, activityHandling });
      await mark({ text: "Talk" });
      await clock.advance(1000);
      await mark({ activityStart: {} });
      await clock.advance(0);
      expect(count("interrupted")).toBe(activityHandling === "NO_INTERRUPTION" ? 0 : 1);
      await server.close();
    }
  });
});
