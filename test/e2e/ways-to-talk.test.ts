import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { presetAgents } from "../../web/core/agents.ts";
import type { Settings } from "../../web/core/settings.ts";
import { openBrowser, Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { speechWav } from "./support/speech-wav.ts";

const [assistant] = presetAgents;
const agents = [{ ...assistant, greet: false }];
const bytesPerMs = 32;
/** Takes longer than it takes the person to say a word and be silent again. */
const counted = Array.from({ length: 12 }, (_, index) => index + 1).join(", ");

let parley: ServedParley;
let browser: Browser;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley({}, "service");
  parley.gemini.setScenario({
    hears: ["I say seven."],
    rules: [
      { when: { type: "text" }, answer: [{ type: "say", text: counted }] },
      { when: { type: "speech" }, answer: [{ type: "say", text: "Well said." }] },
    ],
  });
  // A word alone is so short that the far end may miss it where the fake microphone loses a buffer.
  const speech = await speechWav({ silenceMs: 6_000 }, { say: "I say seven." }, { silenceMs: 500 });
  browser = await openBrowser({ speech });
});
afterEach(() => phone.close());
afterAll(async () => {
  await browser.close();
  await parley.close();
});

async function calling(settings: Partial<Settings>): Promise<void> {
  phone = await Phone.open(parley.url, { browser, settings: { agents, ...settings }, before: listenToVoice });
  await phone.call();
}

/** The newest socket at the far end. */
const far = () => parley.gemini.session(parley.gemini.sessions.length - 1);

describe("push-to-talk", () => {
  it("brings the first and the last word over whole when the button goes down and up with them", async () => {
    await calling({ wayToTalk: "push-to-talk" });
    await phone.says("Your turn");
    await phone.page.evaluate(() => window.voice.holdWith(" "));
    await phone.turn("Agent", "Well said.").waitFor();
    const trace = await far();
    const marks = trace.heard.filter(({ type }) => type.startsWith("activity"));
    expect(marks.map(({ type }) => type)).toEqual(["activity-start", "activity-end"]);
    expect(marks[0]?.audioBytes).toBe(0);
    expect(trace.effectiveSetup).toMatchObject({
      realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
    });
    const sound = voicedStretch(trace.audio);
    expect(sound.beforeMs).toBeGreaterThan(20);
    expect(sound.afterMs).toBeGreaterThan(20);
    expect(marks[1]?.audioBytes).toBe(trace.audio.byteLength);
    expect(phone.errors).toEqual([]);
  });
});

describe("half duplex", () => {
  it("lets the far end hear nothing while the agent is heard, and all of what is said after", async () => {
    // The agent begins before the person does, and counts while the person speaks at least once.
    await calling({ wayToTalk: "half-duplex", agents: [{ ...assistant, greet: true }] });
    await phone.hears("sound");
    const trace = await far();
    const from = trace.audioBytes;
    await phone.page.waitForFunction(() => window.voice.isHeard());
    await phone.page.waitForFunction(() => !window.voice.isHeard());
    await phone.says("Speaking");
    expect(await phone.turn("Agent", "Well said.").count()).toBe(0);
    const until = trace.audioBytes;
    expect(until - from).toBeGreaterThan(300 * bytesPerMs);
    expect(loudest(trace.audio.subarray(from + 100 * bytesPerMs, until))).toBe(0);
    await phone.turn("Agent", "Well said.").waitFor();
    expect(phone.errors).toEqual([]);
  });
});

describe("turns that end here", () => {
  it("are told to the service long before its own patience is over", async () => {
    await calling({ endTurnsHere: true });
    await phone.turn("Agent", "Well said.").waitFor();
    const trace = await far();
    const end = trace.heard.find(({ type }) => type === "audio-stream-end");
    expect(end).toBeDefined();
    const { afterMs } = voicedStretch(trace.audio.subarray(0, end?.audioBytes ?? 0));
    expect(afterMs).toBeLessThan(700);
    expect(phone.errors).toEqual([]);
  });
});

/** What can be heard of the person, now or a moment ago, as another listener to the same microphone. */
interface Voice {
  isHeard(): boolean;
  /** Holds a key with the next word, as a person does: from its first sound to its last. */
  holdWith(key: string): Promise<void>;
}

declare global {
  interface Window {
    voice: Voice;
  }
}

/** Runs in the page before the app; uses nothing from here. */
function listenToVoice(): void {
  const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    const context = new AudioContext();
    const tap = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(stream).connect(tap);
    const samples = new Float32Array(1024);
    let heardAtMs = Number.NEGATIVE_INFINITY;
    const isHeard = () => {
      tap.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.03)) heardAtMs = performance.now();
      return performance.now() - heardAtMs < 120;
    };
    const until = (heard: boolean) =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (isHeard() !== heard) return;
          clearInterval(timer);
          resolve();
        }, 10);
      });
    const press = (type: "keydown" | "keyup", key: string) =>
      document.body.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }));
    window.voice = {
      isHeard,
      async holdWith(key) {
        await until(false);
        await until(true);
        press("keydown", key);
        await until(false);
        press("keyup", key);
      },
    };
    return stream;
  };
}

/** How much quiet lies before and after the sound in PCM s16le at 16 kHz. */
function voicedStretch(bytes: Uint8Array): { readonly beforeMs: number; readonly afterMs: number } {
  const samples = samplesOf(bytes);
  const isLoud = (sample: number) => Math.abs(sample) > 600;
  const first = samples.findIndex(isLoud);
  const last = samples.findLastIndex(isLoud);
  if (first < 0) throw new Error("Nothing was heard.");
  return { beforeMs: first / 16, afterMs: (samples.length - 1 - last) / 16 };
}

function loudest(bytes: Uint8Array): number {
  return samplesOf(bytes).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

function samplesOf(bytes: Uint8Array): Int16Array {
  return new Int16Array(bytes.slice().buffer, 0, bytes.byteLength >> 1);
}
