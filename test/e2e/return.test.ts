import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { shownAsRecovered } from "./support/crash-call.ts";
import { type Faulty, serveFaulty } from "./support/faulty.ts";
import { newestHandleKept } from "./support/kept-active.ts";
import { keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { openProfile } from "./support/killable-browser.ts";
import { microphoneFlags, Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: Faulty;
let browser: Browser;

beforeAll(async () => {
  parley = await serveFaulty();
  browser = await silentBrowser();
});
// A test that failed leaves no call behind, which would take the time of the next ones.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterEach(() => parley.gemini.setScenario({}));
afterAll(() => parley.stop());

const backButton = (page: Page) => page.getByRole("button", { name: "Return to the call", exact: true });
const notNow = (page: Page) => page.getByRole("button", { name: "Not now", exact: true });

/** A call in which the agent has heard a number, and its handle has come. @param between its words and the handle */
async function callAbout(phone: Phone, between = async () => {}): Promise<void> {
  await phone.call();
  await phone.says("Listening");
  await phone.write("My number is seven");
  await phone.turn("Agent", /./).first().waitFor();
  await phone.says("Listening");
  await between();
  await newestHandleKept(phone.page, parley.gemini);
}

/** The connection is lost and is there again, and the person goes on. */
async function reconnect(phone: Phone): Promise<void> {
  const next = parley.gemini.sessions.length;
  parley.wire.cut();
  await (await parley.gemini.session(next)).until(({ readyAtMs }) => readyAtMs !== undefined);
  await phone.write("My name is Ada");
  await phone.turn("You", "My name is Ada").waitFor();
  await phone.says("Listening");
}

/** The same conversation goes on: the transcript is there, and the agent remembers what was said last. */
async function expectReturned(phone: Phone, last = /seven/): Promise<void> {
  await phone.turn("You", "My number is seven").waitFor();
  await phone.says("Listening");
  await phone.write("What did I say?");
  await phone.turn("Agent", last).last().waitFor();
}

describe("a call whose page is gone", { timeout: 90_000 }, () => {
  it("goes on after a reload as the same call, with one record and a marked gap", async () => {
    const phone = await Phone.open(parley.url, { records: true, browser });
    await callAbout(phone);
    const [before] = await keptRecords(phone.page);
    await phone.page.reload();
    await phone.page.getByText(/Your call with .+ was cut off just now\./).waitFor();
    await backButton(phone.page).click();
    await expectReturned(phone);
    expect(await backButton(phone.page).count()).toBe(0);
    expect((await keptRecords(phone.page)).map(({ id }) => id)).toEqual([before?.id]);
    await phone.page.waitForTimeout(1_500);
    await phone.hangUp();
    await phone.says("Call ended");
    await recordingsMade(phone.page, 1);
    const [after] = await keptRecords(phone.page);
    expect(after).toMatchObject({
      id: before?.id,
      startedAtMs: before?.startedAtMs,
      status: "ended",
      title: "My number is seven",
      sessions: 2,
      notices: [{ type: "connection-lost" }, { type: "reconnected" }],
      sound: { status: "mp3", gaps: [{ reason: "away" }] },
    });
    await phone.page.reload();
    await phone.page.getByRole("button", { name: "Start call" }).waitFor();
    await phone.page.waitForLoadState("networkidle");
    expect(await backButton(phone.page).count()).toBe(0);
    expect(phone.errors).toEqual([]);
  });

  it("stays as far as it got when nobody wants it back, and only then", async () => {
    const phone = await Phone.open(parley.url, { records: true, browser });
    await callAbout(phone);
    await phone.page.reload();
    await backButton(phone.page).waitFor();
    await phone.page.getByRole("link", { name: "History" }).click();
    await phone.page.getByRole("list", { name: "Calls" }).getByText("Interrupted").waitFor();
    expect(await keptRecords(phone.page)).toMatchObject([{ status: "running" }]);
    await phone.page.getByRole("link", { name: "Call", exact: true }).click();
    await notNow(phone.page).click();
    expect(await backButton(phone.page).count()).toBe(0);
    await recordingsMade(phone.page, 1);
    expect(await keptRecords(phone.page)).toMatchObject([{ status: "recovered" }]);
  });

  it("goes on after the whole browser was killed, with what was said before and after a reconnect", async () => {
    const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
    const flags = await microphoneFlags({});
    const doomed = await openProfile(profile, flags);
    onTestFinished(() => doomed.kill());
    const first = await Phone.on(await doomed.context.newPage(), parley.url);
    await callAbout(first, () => reconnect(first));
    await doomed.kill();
    const again = await openProfile(profile, flags);
    onTestFinished(() => again.kill());
    const phone = await Phone.on(await again.context.newPage(), parley.url);
    await backButton(phone.page).click();
    await expectReturned(phone, /Ada/);
    await phone.turn("You", "My name is Ada").waitFor();
    await again.kill();
    const third = await openProfile(profile, flags);
    onTestFinished(() => third.kill());
    const last = await Phone.on(await third.context.newPage(), parley.url);
    await shownAsRecovered(last.page);
    const [record] = await keptRecords(last.page);
    expect(record?.status).toBe("recovered");
    // A busy machine may lose one more connection on the way.
    expect(record?.sessions).toBeGreaterThanOrEqual(3);
  });
});
