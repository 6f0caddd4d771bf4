import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keptRecords, recordingsMade, rowCounts } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { saved } from "./support/saved.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;

beforeAll(async () => {
  parley = await serveParley({}, "service");
  parley.gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Keep this." }] }] });
});
afterAll(() => parley.close());

it("brings calls, sound and agents to another browser once, changes nothing for a damaged file, and deletes all of a call", async () => {
  const phone = await Phone.open(parley.url, { records: true, browser: await silentBrowser() });
  await phone.call();
  await phone.turn("Agent", "Keep this.").waitFor();
  await phone.says("Speaking");
  await phone.says("Listening");
  await phone.hangUp();
  await recordingsMade(phone.page, 1);
  await phone.page.getByRole("link", { name: "Settings" }).click();
  await phone.page.getByRole("button", { name: "New agent" }).click();
  const path = await saved(phone.page, () => phone.page.getByRole("button", { name: "Back up" }).click());
  const records = await keptRecords(phone.page);
  const agents = await agentsOf(phone.page);
  const rows = await rowCounts(phone.page);
  await phone.close();

  const { page, errors, close } = await anotherBrowser();
  const before = await agentsOf(page);
  const file = readFileSync(path);
  await restore(page, file.subarray(0, file.byteLength / 2));
  await page.getByRole("alert").filter({ hasText: "This backup is damaged" }).waitFor();
  expect(await keptRecords(page)).toEqual([]);
  expect(await agentsOf(page)).toEqual(before);

  await restore(page, file);
  await page.getByText(/^Restored 1 call, 1 agent,? and 0 notes and meetings\.$/).waitFor();
  expect(await keptRecords(page)).toEqual(records);
  expect(await rowCounts(page)).toEqual(rows);
  expect(new Set(await agentsOf(page))).toEqual(new Set(agents));
  await restore(page, file);
  await page
    .getByText(/^Restored 0 calls, 0 agents,? and 0 notes and meetings\. 1 call was here already\.$/)
    .waitFor();
  expect(await keptRecords(page)).toEqual(records);

  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  await page.getByRole("region", { name: "Transcript" }).getByText("Keep this.").waitFor();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const slider = page.getByRole("slider", { name: "Seek" });
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(200);

  await page.clock.install();
  await page.getByRole("button", { name: "Delete call" }).click();
  await page.getByText("Call deleted").waitFor();
  expect(await rowCounts(page)).toEqual(rows);
  await page.clock.fastForward(8_000);
  await expect.poll(async () => Object.values(await rowCounts(page))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(errors).toEqual([]);
  await close();
}, 60_000);

/** A person's other browser, open at the settings. */
async function anotherBrowser(): Promise<{ page: Page; errors: readonly string[]; close(): Promise<void> }> {
  const phone = await Phone.open(parley.url, { records: true, browser: await silentBrowser() });
  await phone.page.getByRole("link", { name: "Settings" }).click();
  await phone.page.getByRole("meter", { name: "Storage used" }).waitFor();
  return { page: phone.page, errors: phone.errors, close: () => phone.close() };
}

async function restore(page: Page, buffer: Buffer): Promise<void> {
  const name = "parley-backup.zip";
  await page.getByLabel("Backup file").setInputFiles({ name, mimeType: "application/zip", buffer });
}

/** Ids of the agents a person has. */
function agentsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { agents } = JSON.parse(localStorage.getItem("parley.settings") ?? "{}");
    return (agents ?? []).map(({ id }: { readonly id: string }) => id);
  });
}
