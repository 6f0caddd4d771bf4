import { afterAll, beforeAll, expect, it } from "vitest";
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

it("shows the agent the camera, tells what a call is like, hands on a report, and has a mini window", async () => {
  const phone = await Phone.open(parley.url, {
    browser: await silentBrowser(),
    prepare: (context) =>
      context.grantPermissions(["camera", "microphone", "clipboard-read", "clipboard-write"]),
  });
  const { page } = phone;
  const more = page.getByRole("button", { name: "More" });
  const isShowing = page.getByText("The agent sees your camera");
  await phone.call();
  await phone.says(/Listening|Speaking/);

  await more.click();
  await page.getByRole("button", { name: "Camera" }).click();
  await isShowing.waitFor();
  await page.locator("share-strip img").waitFor();
  await phone.write("What do you see?");
  await phone.turn("Agent", /I got .* by \d+ pixels/).waitFor();

  await more.click();
  await page.getByText(/\d+ text, \d+ pictures/).waitFor();
  await page.getByText("a demo: nothing is billed").waitFor();
  await page.getByRole("button", { name: "Copy debug report" }).click();
  await page.getByText("Copied.").waitFor();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toContain("person: shows it");
  expect(report).not.toMatch(/What do you see|auth_tokens|pixels/);

  await page.getByRole("button", { name: "Mini window" }).click();
  await expect.poll(() => miniText(phone)).toMatch(/Listening|Speaking|Thinking/);

  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Stop showing" }).click();
  await isShowing.waitFor({ state: "hidden" });
  await phone.hangUp();
  await phone.says("Call ended");
  await expect.poll(() => miniText(phone)).toBeNull();
  expect(phone.errors).toEqual([]);
  await phone.close();
});

it("checks sound and connection before a call, over the real devices, and lets go of them", async () => {
  const phone = await Phone.open(parley.url, { browser: await silentBrowser() });
  const { page } = phone;
  const check = page.getByRole("button", { name: "Check sound and connection" });
  await check.click();
  await page.getByText(/About eight seconds/).waitFor();
  await check.click();
  await page.getByText("Say something for three seconds").waitFor();
  await page.getByText(/A call can be made: connected in .*round trip/).waitFor();
  await page.getByText(/There is room for calls/).waitFor();
  // The fake microphone hears no loudspeaker, and nobody speaks in this room.
  await page.getByText("No echo").waitFor();
  await page.getByText("The microphone heard hardly anything").waitFor();
  await phone.releasedEverything();
  expect(phone.errors).toEqual([]);
  await phone.close();
});

/** What stands in the mini window; null without one. */
function miniText({ page }: Phone): Promise<unknown> {
  return page.evaluate("documentPictureInPicture.window?.document.body.textContent ?? null");
}
