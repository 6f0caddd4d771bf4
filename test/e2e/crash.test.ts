import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { keptRecords, keptUserTrack } from "./support/kept-calls.ts";
import { openProfile } from "./support/killable-browser.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { microphoneFlags, openBrowser } from "./support/phone.ts";
import { speechWav } from "./support/speech-wav.ts";

/** A piece of the tape, and what is on its way to the storage when the end comes. */
const mostLostMs = 1_500;
const bytesPerMs = 32;

let gemini: ServedSimulator;
let parley: Parley;
let speech: string;

beforeAll(async () => {
  gemini = await serveSimulator();
  gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Hello." }] }] });
  parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: gemini.url });
  speech = await speechWav({ say: "One two three four five six seven." }, { silenceMs: 300 });
});
afterAll(async () => {
  await parley.stop();
  await gemini.close();
});

/** Starts a call that says a word by which the far end knows it, and lets it run for a while. */
async function callFor(page: Page, word: string, durationMs: number): Promise<void> {
  await page.goto(parley.url);
  await page.getByRole("button", { name: "Start call" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill(word);
  await page
    .getByRole("status")
    .filter({ hasText: /Listening|Thinking|Speaking/ })
    .waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForTimeout(durationMs);
}

async function traceOf(word: string): Promise<SessionTrace> {
  for (let number = 0; number < gemini.sessions.length; number += 1) {
    const trace = await gemini.session(number);
    if (trace.received.some(({ message }) => JSON.stringify(message).includes(`"${word}"`))) return trace;
  }
  throw new Error(`No session heard "${word}".`);
}

/** What is left of the newest call is the beginning of what the far end heard, and all but the last moment of it. */
async function expectRecovered(page: Page, word: string): Promise<void> {
  await page.goto(parley.url);
  const [newest] = await keptRecords(page);
  expect(newest?.status, word).toBe("running");
  const kept = await keptUserTrack(page, newest?.id ?? "");
  const heard = (await traceOf(word)).audio;
  const both = Math.min(kept.byteLength, heard.byteLength);
  expect(both, word).toBeGreaterThan(0);
  expect(Buffer.compare(kept.subarray(0, both), Buffer.from(heard).subarray(0, both)), word).toBe(0);
  expect((heard.byteLength - kept.byteLength) / bytesPerMs, word).toBeLessThan(mostLostMs);
  await page.getByRole("link", { name: "History" }).click();
  const row = page.getByRole("list", { name: "Calls" }).getByRole("listitem").first();
  await row.getByText("Recovered").waitFor();
}

describe("what is left of a call that was cut off", () => {
  it("is all but its last moment, whenever the page died: 18 times", async () => {
    const browser = await openBrowser({ speech });
    const lives = [0, 1, 2].map(async (life) => {
      const context = await browser.newContext();
      for (let round = 0; round < 6; round += 1) {
        const word = `life-${life}-${round}`;
        const page = await context.newPage();
        await callFor(page, word, Math.random() * 2_500);
        await crash(context, page);
        const next = await context.newPage();
        await expectRecovered(next, word);
        await next.close();
      }
    });
    await Promise.all(lives);
    await browser.close();
  }, 120_000);

  it("is the same when the whole browser is killed: twice", async () => {
    const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
    const flags = await microphoneFlags({ speech });
    for (const round of [0, 1]) {
      const word = `browser-${round}`;
      const doomed = await openProfile(profile, flags);
      await callFor(await doomed.context.newPage(), word, 500 + Math.random() * 1_500);
      await doomed.kill();
      const again = await openProfile(profile, flags);
      await expectRecovered(await again.context.newPage(), word);
      await again.kill();
    }
  }, 60_000);
});

async function crash(context: BrowserContext, page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const devtools = await context.newCDPSession(page);
  // It cannot answer any more.
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}
