import type { CDPSession } from "playwright";
import { afterEach, expect, it } from "vitest";
import { hostileFrames } from "../faults/hostile-frames.ts";
import { type HostileServer, serveHostile } from "../faults/hostile-server.ts";
import { answerForServices } from "./support/back-ends.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

const seed = 20;
const frameCount = 2_000;

let gemini: HostileServer;
let parley: Parley;
let phone: Phone;

afterEach(async () => {
  await phone.close();
  await parley.stop();
  await gemini.close();
});

/** Waits until frames can be sent: the app has moved to another connection, or the call is over and a new one begins. */
async function connected(): Promise<void> {
  const start = phone.page.getByRole("button", { name: "Start call" });
  const look = async () => {
    if (!gemini.isOpen && (await start.isVisible())) await start.click();
    return gemini.isOpen;
  };
  await expect.poll(look, { timeout: 40_000 }).toBe(true);
}

const message = (value: object) => ({ kind: "valid" as const, data: JSON.stringify(value) });

async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

it("survives whatever a service sends: no exception, no runaway memory, and End call works", {
  timeout: 240_000,
}, async () => {
  gemini = await serveHostile();
  parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: gemini.url });
  phone = await Phone.open(parley.url, { prepare: answerForServices, browser: await silentBrowser() });
  const broken: string[] = [];
  phone.page.on("pageerror", (error) => broken.push(String(error)));
  const devtools = await phone.page.context().newCDPSession(phone.page);
  await connected();
  const before = await heapMb(devtools);
  const frames = hostileFrames(seed);
  for (let sent = 0; sent < frameCount; sent += 1) {
    // A frame may hang up in the agent's name, or make the app move.
    if (!gemini.isOpen) await connected();
    gemini.send(frames.next().value);
    // Time for the page to keep up, as the network would give it.
    if (sent % 50 === 0) await phone.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await connected();
  gemini.send(message({ serverContent: { turnComplete: true } }));
  gemini.send(message({ serverContent: { outputTranscription: { text: "Still here." } } }));
  await phone.turn("Agent", "Still here.").first().waitFor();
  await phone.hangUp();
  await phone.says("Call ended");
  await phone.releasedEverything();
  const grownMb = (await heapMb(devtools)) - before;
  expect(broken, `seed ${seed}`).toEqual([]);
  expect(grownMb, `seed ${seed}`).toBeLessThan(40);
});
