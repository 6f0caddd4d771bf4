import type { CDPSession } from "playwright";
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

/** From the click on `Start call` to the first message with the microphone's sound, per call, in ms. Warm. */
export async function clickToFirstSound(url: string, calls: number): Promise<readonly number[]> {
  const phone = await Phone.open(url, {
    before: noteClickAndFirstSound,
    ear: "not",
    records: true,
    installs: true,
  });
  const found: number[] = [];
  // The first call loads the SDK and the tools: it is not counted.
  for (let call = -1; call < calls; call += 1) {
    await phone.call();
    await phone.page.waitForFunction(() => window.firstSoundMs !== undefined, undefined, { polling: 50 });
    const elapsedMs = await phone.page.evaluate(() => {
      const { firstSoundMs } = window;
      window.firstSoundMs = undefined;
      return firstSoundMs;
    });
    if (call >= 0 && elapsedMs !== undefined) found.push(elapsedMs);
    await phone.hangUp();
    await phone.says("Call ended");
    await phone.page.getByRole("button", { name: "Start call" }).waitFor();
  }
  await phone.close();
  return found;
}

declare global {
  interface Window {
    /** From the newest click to the first microphone message after it. */
    firstSoundMs: number | undefined;
  }
}

/** Runs in the page before the app; uses nothing from here. */
function noteClickAndFirstSound(): void {
  let clickedAt: number | undefined;
  addEventListener("click", ({ timeStamp }) => (clickedAt = timeStamp), { capture: true });
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (clickedAt !== undefined && typeof data === "string" && data.includes('"audio":{')) {
      window.firstSoundMs = performance.now() - clickedAt;
      clickedAt = undefined;
    }
    send.call(this, data);
  };
}
