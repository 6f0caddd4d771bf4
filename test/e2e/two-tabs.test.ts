import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CallRecord } from "../../web/core/history/record.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { keptRecords } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;

beforeAll(async () => {
  parley = await serveParley();
  parley.gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Hello from the other tab." }] }] });
});
afterAll(() => parley.close());

const rowsOf = (page: Page) => page.getByRole("list", { name: "Calls" }).getByRole("listitem");

it("shows in each tab what happens to calls in the other, without a reload", async () => {
  const phone = await Phone.open(parley.url, { records: true, browser: await silentBrowser() });
  await phone.call();
  await phone.turn("Agent", "Hello from the other tab.").waitFor();
  const other = await phone.page.context().newPage();
  await other.goto(`${parley.url}/#/history`);
  const rows = rowsOf(other);
  await rows.getByText("In progress").waitFor();
  await phone.write("This call is going on");
  await rows.getByText("This call is going on").first().waitFor();
  // The tab that has just come takes nothing away from the call, nor for dead.
  expect((await keptRecords(other)).map(({ status }) => status)).toEqual(["running"]);
  await rows.getByRole("link").click();
  await other.getByRole("heading", { name: "This call is going on" }).waitFor();
  expect(await other.getByRole("button", { name: "Delete call" }).isDisabled()).toBe(true);

  await phone.hangUp();
  await phone.says("Call ended");
  await other.getByRole("slider", { name: "Seek" }).waitFor();
  await other.getByRole("link", { name: "Back to all calls" }).click();
  await rows.waitFor();
  expect(await rows.getByText(/In progress|Recovered/).count()).toBe(0);

  await phone.page.getByRole("link", { name: "History" }).click();
  const first = rowsOf(phone.page);
  await first.waitFor();
  await rows.getByRole("link").click();
  await other.getByRole("button", { name: "Rename call" }).click();
  await other.getByRole("textbox", { name: "Title" }).fill("Named over there");
  await other.keyboard.press("Enter");
  await first.getByText("Named over there").waitFor();
  await other.clock.install();
  await other.getByRole("button", { name: "Delete call" }).click();
  await other.getByText("Call deleted").waitFor();
  // Until it can no longer be undone, it is there for others.
  expect(await first.count()).toBe(1);
  await other.clock.fastForward(8_000);
  await first.waitFor({ state: "detached" });
  expect(phone.errors).toEqual([]);
  await phone.close();
});

it("waits for a tab with an older shape of the calls, then takes its calls over", async () => {
  const context = await (await silentBrowser()).newContext();
  const older = await context.newPage();
  await older.goto(`${parley.url}/health`);
  await older.evaluate(holdFirstVersion, oldCall);
  const page = await context.newPage();
  await page.goto(`${parley.url}/#/history`);
  const trouble = page.getByRole("alert").filter({
    hasText: "Another tab still runs an older Parley. Your calls are safe. Close that tab, then try again.",
  });
  await trouble.waitFor();
  await older.close();
  await trouble.getByRole("button", { name: "Try again" }).click();
  await rowsOf(page).getByText("From an older Parley").first().waitFor();
  await page.getByRole("searchbox", { name: "Search calls" }).fill("seafaring");
  await rowsOf(page).locator("mark", { hasText: "seafaring" }).waitFor();
  await page.getByRole("link", { name: /From an older Parley/ }).click();
  await page.getByText("This call was not recorded. Its text is kept.").waitFor();
  await context.close();
});

/** Of the first version, which kept no sound. */
const oldCall = callRecord("old-1", 0, {
  title: "From an older Parley",
  isTitled: true,
  firstWords: "Tell me of seafaring",
  sound: { status: "none", isRemoved: false },
});

/** Runs in a page of an older app: makes the database as its first version was, and does not let go of it. */
async function holdFirstVersion(record: CallRecord): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open("parley-calls", 1);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
      const calls = opening.result.createObjectStore("calls", { keyPath: "record.id" });
      calls.createIndex("newest", ["newness", "record.id"]);
      const entries = opening.result.createObjectStore("entries", { keyPath: ["callId", "entry.id"] });
      calls.put({ newness: -record.startedAtMs, record });
      entries.put({
        callId: record.id,
        entry: {
          kind: "turn",
          id: 1,
          role: "user",
          text: record.firstWords,
          status: "complete",
          startedAtMs: record.startedAtMs,
          endedAtMs: record.startedAtMs + 1_000,
          typed: false,
          audioMs: 0,
          marks: [],
          heard: undefined,
        },
      });
    };
    opening.onsuccess = () => resolve();
  });
}
