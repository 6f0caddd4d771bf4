import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findFirefox, openFirefox } from "../setup/firefox.ts";
import { hasPulseAudio, type NullSound, startNullSound } from "../setup/null-sound.ts";
import { keptLanes, keptRecords, recordingsMade } from "./support/kept-calls.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

const firefoxPath = findFirefox();
const missing = whatFirefoxLacks();
if (missing !== undefined) console.log(`The same call in Firefox is not tried: ${missing}`);

/** What Firefox says to the scripts of the tests in the page before the app: that one may keep nothing. */
const inEmptyPage = "SecurityError: The operation is insecure.";

let parley: Parley;
let browser: Browser;
let phone: Phone;

beforeAll(async () => {
  parley = await startParley();
});
afterEach(() => phone.close());
afterAll(() => parley.stop());

describe.skipIf(missing !== undefined)("in Chromium", () => {
  beforeAll(async () => {
    browser = await silentBrowser();
  });

  it("makes a call, keeps it and plays it", wholeCall);
});

describe.skipIf(missing !== undefined)("in Firefox", () => {
  let sound: NullSound | undefined;

  beforeAll(async () => {
    if (process.platform === "linux") sound = await startNullSound();
    browser = await openFirefox(firefoxPath ?? "", sound?.variables ?? {});
  });
  afterAll(async () => {
    await browser.close();
    await sound?.stop();
  });

  it("makes a call, keeps it and plays it", wholeCall);
});

function whatFirefoxLacks(): string | undefined {
  if (firefoxPath === undefined) return "FIREFOX_PATH names none.";
  if (process.platform === "linux" && !hasPulseAudio())
    return "without PulseAudio it has no sound card that it would play on.";
  return undefined;
}

/** What everybody does who tries it, from the first press to the recording. */
async function wholeCall(): Promise<void> {
  phone = await Phone.open(parley.url, { browser, records: true });
  const { page } = phone;
  await phone.call();
  await phone.turn("Agent", /\w/).first().waitFor();
  await phone.hears("sound", 30_000);
  await phone.says("Listening");

  await phone.muteButton.click();
  await phone.says("Muted");
  await phone.write("What time is it in Tokyo?");
  await phone.turn("Agent", /Tokyo/).waitFor();
  await phone.hears("sound", 30_000);
  await phone.muteButton.click();

  await phone.hangUp();
  await phone.says("Call ended");
  await phone.releasedEverything();
  await recordingsMade(page, 1);

  await page.reload();
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const slider = page.getByRole("slider", { name: "Seek" });
  await expect.poll(async () => Number(await slider.inputValue()), { timeout: 10_000 }).toBeGreaterThan(200);
  const [record] = await keptRecords(page);
  const lanes = await keptLanes(page, record?.id ?? "", 8_000);
  expect(Math.max(...lanes.flatMap((lane) => [...lane]))).toBeGreaterThan(1_000);
  expect(phone.errors.filter((error) => error !== inEmptyPage)).toEqual([]);
}
