import type { CDPSession } from "playwright";
import { serveSimulator } from "../../token-server/simulator/serve.ts";
import type { SessionTrace } from "../../token-server/simulator/trace.ts";
import { recordingsMade } from "../e2e/support/kept-calls.ts";
import { startParley } from "../e2e/support/parley.ts";
import { Phone } from "../e2e/support/phone.ts";

/** How much of its time the page's main thread worked, 0–1. */
export interface MainThreadLoad {
  /** In tasks, from begin to end: what others take from the processor meanwhile counts, too. */
  readonly busy: number;
  /** On the processor. */
  readonly processor: number;
}

const windowMs = 10_000;

/** A live call in the built app: 10 s in which nobody speaks, then 10 s in which the agent does. */
export async function mainThreadLoad(
  url: string,
): Promise<{ readonly listening: MainThreadLoad; readonly speaking: MainThreadLoad }> {
  const phone = await Phone.open(url, { ear: "not", records: true, installs: true });
  const devtools = await phone.page.context().newCDPSession(phone.page);
  await devtools.send("Performance.enable");
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.says("Listening");
  await phone.page.waitForTimeout(1_000);
  const listening = await loadNow(phone, devtools);
  await phone.write("Tell me a story");
  await phone.says("Speaking");
  const speaking = await loadNow(phone, devtools);
  await phone.close();
  return { listening, speaking };
}

async function loadNow(phone: Phone, devtools: CDPSession): Promise<MainThreadLoad> {
  const before = await clocks(devtools);
  await phone.page.waitForTimeout(windowMs);
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
