import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { keptRecords, keptUserTrack } from "./support/kept-calls.ts";
import { type KillableBrowser, openProfile } from "./support/killable-browser.ts";
import { microphoneFlags, Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";

const bytesPerMs = 32;
/** Sound of some seconds: both tracks take 80 kB each second. */
const soundBytes = 600_000;
/** Room for words, not for a second of sound. */
const wordsBytes = 16_000;

let parley: ServedParley;
let browser: KillableBrowser;

beforeAll(async () => {
  parley = await serveParley();
});
beforeEach(async () => {
  // With a profile on a disk: in memory, Chromium counts late what is stored.
  browser = await openProfile(mkdtempSync(join(tmpdir(), "parley-profile-")), await microphoneFlags({}));
});
afterEach(() => browser.kill());
afterAll(() => parley.close());

it("goes on with a call and its text when the device runs full, says so once, and keeps what was recorded", async () => {
  parley.gemini.setScenario({
    rules: [
      { when: { text: "after" }, answer: [{ type: "say", text: "I am still here." }] },
      { answer: [{ type: "say", text: "Hello." }] },
    ],
  });
  const page = await browser.context.newPage();
  const phone = await Phone.on(page, parley.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // The pieces stay as they are: another tab is busy with an MP3.
    void navigator.locks.request("parley-encode", () => new Promise(() => undefined));
  });
  const devtools = await page.context().newCDPSession(page);
  const origin = parley.url;
  const leave = async (bytes: number) => {
    const { usage } = await devtools.send("Storage.getUsageAndQuota", { origin });
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage + bytes });
  };
  await leave(soundBytes);
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  await page.getByText("Not recording").waitFor();
  const said = page.getByText("This device is full, so the sound is no longer recorded.");
  expect(await said.count()).toBe(1);
  // The last piece that fitted may have left no room for words.
  await leave(wordsBytes);
  const [running] = await keptRecords(page);
  const id = running?.id ?? "";
  const recorded = await keptUserTrack(page, id);
  expect(recorded.byteLength / bytesPerMs).toBeGreaterThanOrEqual(1_000);
  await phone.write("Anybody there after that?");
  await phone.turn("Agent", "I am still here.").waitFor();
  await phone.hangUp();
  await phone.says("Call ended");

  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  const transcript = page.getByRole("region", { name: "Transcript" });
  await transcript.getByText("Anybody there after that?").waitFor();
  const notice = transcript.getByText("This device is full: from here on the sound is not recorded");
  await notice.waitFor();
  expect(await notice.count()).toBe(1);
  await page.getByRole("slider", { name: "Seek" }).waitFor();
  expect((await keptUserTrack(page, id)).equals(recorded)).toBe(true);
  const [ended] = await keptRecords(page);
  expect(ended).toMatchObject({
    status: "ended",
    sound: { status: "pieces", gaps: [{ reason: "storage-full" }] },
  });
});
