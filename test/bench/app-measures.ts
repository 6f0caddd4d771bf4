import type { CDPSession, Page } from "playwright";
import { serveSimulator } from "../../token-server/simulator/serve.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import type { TokenResponse } from "../../web/core/live/token-contract.ts";
import { recordingsMade } from "../e2e/support/kept-calls.ts";
import { startParley } from "../e2e/support/parley.ts";
import { openBrowser, Phone } from "../e2e/support/phone.ts";
// Declares what the page has.
import type {} from "./page/main.ts";

/** How much of its time the page's main thread worked, 0–1. */
export interface MainThreadLoad {
  /** In tasks, from begin to end: what others take from the processor meanwhile counts, too. */
  readonly busy: number;
  /** On the processor. */
  readonly processor: number;
}

const windowMs = 10_000;

/** How much of it in a live call: 10 s in which nobody speaks, then 10 s in which the agent does. */
export interface CallLoad {
  readonly listening: MainThreadLoad;
  readonly speaking: MainThreadLoad;
}

/** What the agent says then: longer than the window. */
const wish = "Tell me a story";

/** Of the built app, with everything a person has on. */
export async function mainThreadLoad(url: string): Promise<CallLoad> {
  const phone = await Phone.open(url, { ear: "not", records: true, installs: true });
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.says("Listening");
  const load = await callLoad(phone.page, async () => {
    await phone.write(wish);
    await phone.says("Speaking");
  });
  await phone.close();
  return load;
}

/** Of the least that a page can do, with the same service. @param rig has the page with the yardsticks */
export async function sampleThreadLoad(url: string, rig: string): Promise<CallLoad> {
  const browser = await openBrowser({ ear: "not" });
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(rig);
  await page.waitForFunction(() => "bench" in window);
  const { address, model } = await mintedAddress(url);
  await page.evaluate(([socket, setup]) => window.bench.startSampleCall(socket, setup), [
    address,
    { model: `models/${model}` },
  ] as const);
  const load = await callLoad(page, async () => {
    await page.evaluate((text) => window.bench.saySample(text), wish);
    await page.waitForFunction(() => document.body.textContent.length > 0);
  });
  await browser.close();
  return load;
}

/** The socket of a call with the default settings, to which its token is locked. */
async function mintedAddress(url: string): Promise<{ readonly address: string; readonly model: string }> {
  const answer = await fetch(`${url}/api/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: url },
    body: "{}",
  });
  const { token, model, apiVersion, baseUrl }: TokenResponse = await answer.json();
  const path = `ws/google.ai.generativelanguage.${apiVersion}.GenerativeService.BidiGenerateContentConstrained`;
  return {
    address: `${url.replace(/^http/, "ws")}${baseUrl}/${path}?access_token=${encodeURIComponent(token)}`,
    model,
  };
}

/** @param speak has the agent begin to speak */
async function callLoad(page: Page, speak: () => Promise<void>): Promise<CallLoad> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  await page.waitForTimeout(1_000);
  const listening = await loadNow(page, devtools);
  await speak();
  return { listening, speaking: await loadNow(page, devtools) };
}

async function loadNow(page: Page, devtools: CDPSession): Promise<MainThreadLoad> {
  const before = await clocks(devtools);
  await page.waitForTimeout(windowMs);
  const after = await clocks(devtools);
  const seconds = after.atSeconds - before.atSeconds;
  return {
    busy: (after.taskSeconds - before.taskSeconds) / seconds,
    processor: (after.processorSeconds - before.processorSeconds) / seconds,
  };
}

async function clocks(devtools: CDPSession) {
  const { metrics } = await devtools.send("Performance.getMetrics");
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    atSeconds: value("Timestamp"),
    taskSeconds: value("TaskDuration"),
    processorSeconds: value("ThreadTime"),
  };
}

/**
 * From the click on `Start call` to the first message with the microphone's sound, per call, in ms. Warm. The page says
 * when it was clicked, and the service when the message came, by the one wall clock of this machine.
 */
export async function clickToFirstSound(calls: number): Promise<readonly number[]> {
  // An agent that says nothing: voicing it would hold up the process that looks at the clock.
  const service = await serveSimulator({ scenario: { answer: () => [] } });
  const parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: service.url });
  const phone = await Phone.open(parley.url, {
    before: noteClick,
    ear: "not",
    records: true,
    installs: true,
  });
  const found: number[] = [];
  // The first call loads the SDK and the tools: it is not counted.
  for (let call = -1; call < calls; call += 1) {
    await phone.call();
    const heardAtMs = await firstSound(await service.session(call + 1));
    const clickedAtMs = await phone.page.evaluate(() => window.clickedAtMs);
    if (call >= 0) found.push(heardAtMs - clickedAtMs);
    await phone.hangUp();
    await phone.says("Call ended");
    await phone.page.getByRole("button", { name: "Start call" }).waitFor();
    // A person takes longer than a script to call again.
    await recordingsMade(phone.page, call + 2);
  }
  await phone.close();
  await parley.stop();
  await service.close();
  return found;
}

/** When the service heard the first of the microphone. */
async function firstSound(session: SessionTrace): Promise<number> {
  let heardAtMs = 0;
  await session.until(({ audio }) => {
    heardAtMs = Date.now();
    return audio.length > 0;
  });
  return heardAtMs;
}

declare global {
  interface Window {
    /** When the newest click was, by the wall clock. */
    clickedAtMs: number;
  }
}

/** Runs in the page before the app; uses nothing from here. */
function noteClick(): void {
  const note = ({ timeStamp }: Event) => {
    window.clickedAtMs = Date.now() - (performance.now() - timeStamp);
  };
  addEventListener("click", note, { capture: true });
}
