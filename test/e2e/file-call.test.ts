import { readFileSync } from "node:fs";
import type { Locator } from "playwright";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { speechWav } from "./support/speech-wav.ts";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley();
});
afterEach(async () => {
  await phone.close();
});
afterAll(() => parley.close());

it("makes a call of a sound file as one turn, keeps it like any other, and says which file is none", async () => {
  parley.gemini.setScenario({
    rules: [{ when: { type: "speech" }, answer: [{ type: "say", text: "It rains." }] }],
  });
  const question = await speechWav({ say: "How is the weather?" });
  phone = await Phone.open(parley.url, { records: true, microphone: "absent" });
  const { page } = phone;
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("button", { name: "Call from a file" }).waitFor();
  await page.locator("input[type=file]").setInputFiles([
    { name: "question.wav", mimeType: "audio/wav", buffer: readFileSync(question) },
    { name: "letter.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("Dear all") },
  ]);
  await page.getByText("This is no sound that this browser knows.").first().waitFor({ timeout: 30_000 });
  await page.getByRole("link", { name: /^Open the call of/ }).click();
  await shown(page.getByText("It rains."));
  await shown(page.getByText(/\[speech, \d\.\d s\]/));

  const trace = await parley.gemini.session(0);
  const marks = trace.received.filter(({ message }) => /activity(Start|End)/.test(JSON.stringify(message)));
  expect(marks.map(({ message }) => message)).toEqual([
    { realtimeInput: { activityStart: {} } },
    { realtimeInput: { activityEnd: {} } },
  ]);
  // In whole chunks of 20 ms, 32 bytes a ms; the file has 48 of them.
  const fileMs = (readFileSync(question).byteLength - 44) / 48;
  expect(Math.abs(trace.audio.byteLength / 32 - fileMs)).toBeLessThanOrEqual(21);
  expect(parley.gemini.sessions).toHaveLength(1);
  expect(phone.errors).toEqual([]);
});

/** The list lies hidden under an open call, with the same words in it. */
function shown(words: Locator): Promise<void> {
  return words.filter({ visible: true }).first().waitFor();
}
