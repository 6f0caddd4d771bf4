import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newestHandleKept } from "./support/kept-active.ts";
import { keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;
let browser: Browser;

beforeAll(async () => {
  parley = await serveParley();
  browser = await silentBrowser();
});
// A test that failed leaves no call behind, which would take the time of the next ones.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(() => parley.close());

const takeOver = (page: Page) => page.getByRole("button", { name: "Take it over here", exact: true });

/** A phone in a call in which the agent has heard a number, and another tab. */
async function twoTabs(): Promise<{ readonly first: Phone; readonly second: Phone }> {
  const first = await Phone.open(parley.url, { records: true, browser });
  await first.call();
  await first.says("Listening");
  await first.write("My number is seven");
  await first.turn("Agent", /./).first().waitFor();
  await first.says("Listening");
  await newestHandleKept(first.page, parley.gemini);
  const second = await Phone.on(await first.page.context().newPage(), parley.url);
  return { first, second };
}

async function expectWentOn(phone: Phone): Promise<void> {
  await phone.turn("You", "My number is seven").waitFor();
  await phone.says("Listening");
  await phone.write("What did I say?");
  await phone.turn("Agent", /seven/).last().waitFor();
}

describe("one live call across tabs", { timeout: 90_000 }, () => {
  it("is where the person wants it, and one call all the way", async () => {
    const { first, second } = await twoTabs();
    await second.page.getByText("A call is running in another tab.").waitFor();
    // A second one does not begin.
    await second.call();
    await second.says("In another tab");
    await takeOver(second.page).click();
    await expectWentOn(second);
    await first.page.getByText("The call went on in another tab.").waitFor();
    await first.releasedEverything();
    expect((await keptRecords(second.page)).map(({ status }) => status)).toEqual(["running"]);
    await takeOver(first.page).click();
    await expectWentOn(first);
    await second.page.getByText("The call went on in another tab.").waitFor();
    await first.hangUp();
    await first.says("Call ended");
    await takeOver(second.page).waitFor({ state: "detached" });
    await recordingsMade(first.page, 1);
    expect(await keptRecords(first.page)).toMatchObject([{ status: "ended", sessions: 3 }]);
    expect(parley.gemini.sessions.every(({ close }) => close !== undefined)).toBe(true);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  it("is taken from a tab that stands still", async () => {
    const { first, second } = await twoTabs();
    const frozen = await first.page.context().newCDPSession(first.page);
    await frozen.send("Debugger.enable");
    const paused = new Promise((resolve) => frozen.once("Debugger.paused", resolve));
    // It answers only when the page goes on.
    void first.page.evaluate(standStillBetweenWrites);
    await paused;
    await takeOver(second.page).click();
    await expectWentOn(second);
    await frozen.send("Debugger.disable");
    await first.page.getByText("The call went on in another tab.").waitFor();
    await second.hangUp();
    await second.says("Call ended");
    await recordingsMade(second.page, 1);
    expect(await keptRecords(second.page)).toMatchObject([{ status: "ended", sessions: 2 }]);
  });

  it("goes on when its page comes back as it was", async () => {
    const phone = await Phone.open(parley.url, { browser });
    await phone.call();
    await phone.says("Listening");
    await phone.write("My number is seven");
    await phone.turn("Agent", /./).first().waitFor();
    await phone.says("Listening");
    await newestHandleKept(phone.page, parley.gemini);
    const before = parley.gemini.sessions.length;
    await phone.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    await expect.poll(() => parley.gemini.sessions.at(-1)?.close).toBeDefined();
    await phone.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await expect.poll(() => parley.gemini.sessions.length).toBe(before + 1);
    await expectWentOn(phone);
    await phone.hangUp();
  });
});

/**
 * Runs in the page. A tab that the browser freezes has no transaction open, which would keep the storage from all others:
 * it stands still right after one that waited for every other.
 */
async function standStillBetweenWrites(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open("parley-calls");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const alone = database.transaction([...database.objectStoreNames], "readwrite");
  alone.oncomplete = () => {
    // biome-ignore lint/suspicious/noDebugger: this is what stops it.
    debugger;
  };
  alone.commit();
}
