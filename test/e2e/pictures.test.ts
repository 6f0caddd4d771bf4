import { afterAll, beforeAll, expect, it } from "vitest";
import type { Settings } from "../../web/core/settings.ts";
import { rowCounts } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;

beforeAll(async () => {
  parley = await serveParley();
});
afterAll(async () => {
  await parley.close();
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
  await page.locator("share-strip img").waitFor();
  await phone.write("What do you see?");
  await phone.turn("Agent", /I got .* by \d+ pixels/).waitFor();
  await choose("Photo");
  await page.getByText("Only you see this").waitFor();
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
  const { calls, pictures = 0, jpegs } = await rowCounts(page);
  // On a slow machine the camera was on for more than ten seconds.
  expect(pictures).toBeGreaterThanOrEqual(2);
  expect({ calls, jpegs }).toEqual({ calls: 1, jpegs: pictures });

  await page.clock.install();
  await page.getByRole("button", { name: "Delete call" }).click();
  await page.getByText("Call deleted").waitFor();
  await page.clock.fastForward(8_000);
  const rows = async () => new Set(Object.values(await rowCounts(page)));
  await expect.poll(rows).toEqual(new Set([0]));
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
  expect(await rowCounts(page)).toMatchObject({ calls: 1, pictures: 0, jpegs: 0 });
  expect(phone.errors).toEqual([]);
  await phone.close();
});
