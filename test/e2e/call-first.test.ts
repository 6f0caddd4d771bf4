import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley();
});
afterEach(async () => {
  await phone.close();
});
afterAll(async () => {
  await parley.close();
});

it("leaves the MP3 of the last call until the next one is over", async () => {
  phone = await Phone.open(parley.url, { records: true, browser: await silentBrowser() });
  const { page } = phone;
  let asked = 0;
  await page.route(/ffmpeg-core-.*\.wasm$/, async (route) => {
    asked += 1;
    // The first one is still under way when the person calls again.
    if (asked > 1) await route.continue();
  });
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.hangUp();
  await phone.says("Call ended");
  await expect.poll(() => asked, { timeout: 30_000 }).toBe(1);
  const stopped = page.waitForEvent("requestfailed", (request) => request.url().endsWith(".wasm"));
  await phone.call();
  await stopped;
  await phone.turn("Agent", /\w/).first().waitFor();
  expect((await keptRecords(page)).map(({ sound }) => sound.status)).toEqual(["pieces", "pieces"]);
  expect(asked).toBe(1);
  await phone.hangUp();
  await recordingsMade(page, 2);
  expect(phone.errors).toEqual([]);
});
