import { afterAll, beforeAll, expect, it } from "vitest";
import { sentences, speak, speechRateHz } from "../../token-server/simulator/speech.ts";
import { farewell, lastWords } from "./support/farewell.ts";
import { atRate, endOfSound, findSound, startOfSound } from "./support/find-sound.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";

let parley: ServedParley;

beforeAll(async () => {
  parley = await serveParley({}, "service");
});
afterAll(() => parley.close());

/** All that was said in a text, as it was sent: PCM at 24 kHz. */
async function spoken(text: string): Promise<Float32Array> {
  const parts = await Promise.all(sentences(text).map((sentence) => speak(sentence, "Kore")));
  return Float32Array.from(parts.flatMap(({ samples }) => Array.from(samples)));
}

it("lets the agent hang up after its farewell was heard to the last sample", async () => {
  parley.gemini.setScenario(farewell(lastWords.short));
  const phone = await Phone.open(parley.url, { ear: "record" });
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  const trace = await parley.gemini.session(0);
  await phone.says("Listening");
  await phone.write("Goodbye");
  await phone.says("Call ended");
  await phone.releasedEverything();

  const sent = await spoken(lastWords.short);
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
  await phone.turn("Agent", lastWords.short).waitFor();
  expect(phone.errors).toEqual([]);
  await phone.close();
});
