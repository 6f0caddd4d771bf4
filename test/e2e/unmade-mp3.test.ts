import type { BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { saved } from "./support/saved.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley();
});
afterEach(() => phone.close());
afterAll(() => parley.close());

const encoder = /ffmpeg-core-.*\.wasm$/;

const tries = async (page: Page) => {
  const [record] = await keptRecords(page);
  return record?.sound.status === "pieces" ? record.sound.tries : undefined;
};

/** A call whose page is closed while its MP3 is being made: no page gets the encoder. @returns the next page, empty */
async function closedEncoding(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  phone = await Phone.open(parley.url, { records: true, browser: await silentBrowser() });
  const context = phone.page.context();
  await context.route(encoder, () => undefined);
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.hangUp();
  await expect.poll(() => tries(phone.page)).toBe(1);
  const page = await context.newPage();
  await phone.page.close();
  return { context, page };
}

it("makes the MP3 that a closed page has left when the history opens", async () => {
  const { context, page } = await closedEncoding();
  await context.unroute(encoder);
  await page.goto(`${parley.url}/#/history`);
  await recordingsMade(page, 1);
});

it("leaves the MP3 to the person when two pages were closed over it", async () => {
  const { context, page } = await closedEncoding();
  await page.goto(`${parley.url}/#/history`);
  await expect.poll(() => tries(page)).toBe(2);
  const last = await context.newPage();
  await page.close();
  await context.unroute(encoder);
  await last.goto(`${parley.url}/#/history`);
  await last.getByRole("list", { name: "Calls" }).getByRole("link").click();
  await last.getByRole("slider", { name: "Seek" }).waitFor();
  expect(await last.getByRole("progressbar").count()).toBe(0);
  await saved(last, () => last.getByRole("button", { name: "Download MP3" }).click());
  await recordingsMade(last, 1);
});
