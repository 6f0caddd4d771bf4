import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Step } from "../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { sentences, speak, speechRateHz } from "../../token-server/simulator/speech.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { atRate, endOfSound, findSound, startOfSound } from "./support/find-sound.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { speechWav } from "./support/speech-wav.ts";

const before = "It was a pleasure to talk with you today.";
const after = "I wish you a calm evening. Come back whenever you like, and goodbye.";
const long = `${after} One more thing before I go: please remember to water the plants in the office, all of them.`;

/** Hangs up in the middle of the turn: the last words come after the call. */
const hangUp = (words: string): readonly Step[] => [
  { type: "say", text: before },
  { type: "call", calls: [{ name: "end_call", args: { reason: "the user said goodbye" } }] },
  { type: "say", text: words },
];

let gemini: ServedSimulator;
let parley: Parley;
let phone: Phone;

beforeAll(async () => {
  gemini = await serveSimulator();
  parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: gemini.url });
});
afterEach(async () => {
  await phone.close();
});
afterAll(async () => {
  await parley.stop();
  await gemini.close();
});

function farewell(words: string): void {
  gemini.setScenario({
    hears: ["Wait, there is something else"],
    rules: [
      { when: { text: "bye" }, answer: hangUp(words) },
      { when: { type: "text", turn: 1 }, answer: [{ type: "say", text: "Hello." }] },
      { answer: [{ type: "say", text: "Of course, I am still here." }] },
    ],
  });
}

async function call(speech?: string): Promise<SessionTrace> {
  const number = gemini.sessions.length;
  phone = await Phone.open(parley.url, speech === undefined ? { ear: "record" } : { speech });
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  return gemini.session(number);
}

/** All that was said in a text, as it was sent: PCM at 24 kHz. */
async function spoken(text: string): Promise<Float32Array> {
  const parts = await Promise.all(sentences(text).map((sentence) => speak(sentence, "Kore")));
  return Float32Array.from(parts.flatMap(({ samples }) => Array.from(samples)));
}

describe("the agent hangs up", () => {
  it("after its farewell was heard to the last sample", async () => {
    farewell(after);
    const trace = await call();
    await phone.says("Listening");
    await phone.write("Goodbye");
    await phone.says("Call ended");
    await phone.releasedEverything();

    const sent = await spoken(after);
    const [begin, end] = [startOfSound(sent), endOfSound(sent)];
    const whole = await phone.page.evaluate(() => window.ear.played());
    const played = atRate(whole.samples, whole.rateHz, speechRateHz);
    const first = findSound(sent.subarray(begin, begin + speechRateHz / 5), played);
    expect(first.likeness).toBeGreaterThan(0.9);
    const soundMs = (endOfSound(played) - first.at) / (speechRateHz / 1000);
    expect(Math.abs(soundMs - (end - begin) / (speechRateHz / 1000))).toBeLessThan(100);

    const newest = await phone.page.evaluate(() => window.ear.lastPlayed());
    const ending = atRate(newest.samples, newest.rateHz, speechRateHz);
    const last = findSound(sent.subarray(end - speechRateHz / 5, end), ending);
    expect(last.likeness).toBeGreaterThan(0.95);
    expect(endOfSound(ending) - last.at - speechRateHz / 5).toBeLessThan(speechRateHz / 1000);

    expect(trace.close?.by).toBe("client");
    await phone.turn("Agent", after).waitFor();
    expect(phone.errors).toEqual([]);
  });

  it("but not when the person presses Keep talking, and the agent is told", async () => {
    farewell(long);
    const trace = await call();
    await phone.says("Listening");
    await phone.write("Goodbye");
    await phone.page.getByRole("button", { name: "Keep talking" }).click();
    await trace.until(({ received }) => JSON.stringify(received).includes("stay on the line"));
    await phone.turn("Agent", "Of course, I am still here.").waitFor();
    await phone.says("Listening");
    expect(trace.close).toBeUndefined();
    expect(await phone.page.getByRole("button", { name: "Keep talking" }).count()).toBe(0);
    await phone.hangUp();
    await phone.says("Call ended");
  });

  it("but not when the person goes on talking", async () => {
    farewell(long);
    const speech = await speechWav(
      { silenceMs: 9_000 },
      { say: "Wait, wait, there is something else that I want to ask you." },
      { silenceMs: 30_000 },
    );
    const trace = await call(speech);
    await phone.says("Listening");
    await phone.write("Goodbye");
    await phone.page.getByRole("button", { name: "Keep talking" }).waitFor();
    await phone.turn("You", "Wait, there is something else").waitFor();
    await phone.turn("Agent", "Of course, I am still here.").last().waitFor();
    await phone.says("Listening");
    expect(trace.close).toBeUndefined();
    expect(JSON.stringify(trace.received)).toContain("stay on the line");
    await phone.hangUp();
    await phone.says("Call ended");
  });
});
