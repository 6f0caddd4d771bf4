import { afterAll, beforeAll, expect, it } from "vitest";
import type { Settings } from "../../web/core/settings.ts";
import { storedRows } from "./support/kept-calls.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: Parley;

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley.stop();
});

async function phoneWith(settings: Partial<Settings>): Promise<Phone> {
  return Phone.open(parley.url, {
    browser: await silentBrowser(),
    prepare: (context) => context.grantPermissions(["camera", "microphone"]),
    settings,
  });
}

/** Shows the agent the camera until it has a picture of it, and a photo after that; then ends the call. */
async function showAndHangUp(phone: Phone): Promise<void> {
  const { page } = phone;
  const choose = async (name: string) => {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name }).click();
  };
  await phone.call();
  await phone.says(/Listening|Speaking/);
  await choose("Camera");
  await page.getByText("The agent sees your camera").waitFor();
  await phone.write("What do you see?");
  await phone.turn("Agent", /I got .* by \d+ pixels/).waitFor();
  await choose("Photo");
  await page.locator("share-strip img").waitFor();
  await page.getByRole("button", { name: "Send picture" }).click();
  await page.locator("share-strip").waitFor({ state: "hidden" });
  await phone.hangUp();
  await phone.says("Call ended");
}

it("keeps what the agent was shown when it is asked to, shows it in the history, and deletes it with the call", async () => {
  const phone = await phoneWith({});
  const { page } = phone;
  await page.getByRole("link", { name: "Settings" }).click();
  const keep = page.getByRole("switch", { name: "Keep pictures" });
  await keep.click();
  await page.reload();
  await expect.poll(() => keep.isChecked()).toBe(true);
  await page.getByRole("link", { name: "Call", exact: true }).click();
  await showAndHangUp(phone);

  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  const transcript = page.getByRole("region", { name: "Transcript" });
  const camera = transcript.getByRole("button", { name: /^Your camera at / });
  await camera.first().click();
  const large = page.getByRole("dialog").getByRole("img", { name: /^Your camera at / });
  await large.waitFor();
  expect(await large.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(
    1_024,
  );
  await page.keyboard.press("Escape");
  await transcript.getByRole("button", { name: /^Your photo at / }).waitFor();
  expect(await storedRows(page)).toMatchObject({ calls: 1, pictures: 2, jpegs: 2 });

  await page.getByRole("button", { name: "Delete call" }).click();
  // For eight seconds it can be undone.
  const rows = async () => new Set(Object.values(await storedRows(page)));
  await expect.poll(rows, { timeout: 20_000 }).toEqual(new Set([0]));
  expect(phone.errors).toEqual([]);
  await phone.close();
});

it("keeps no picture on the device unless it is asked to", async () => {
  const phone = await phoneWith({});
  const { page } = phone;
  await showAndHangUp(phone);
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  await page.getByRole("region", { name: "Transcript" }).getByText("What do you see?").waitFor();
  expect(await storedRows(page)).toMatchObject({ calls: 1, pictures: 0, jpegs: 0 });
  expect(phone.errors).toEqual([]);
  await phone.close();
});
