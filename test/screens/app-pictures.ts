import { writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, it } from "vitest";
import type { Step } from "../../token-server/simulator/scenario.ts";
import { openBrowser } from "../e2e/support/phone.ts";
import { type ServedParley, serveParley } from "../e2e/support/serve-parley.ts";

/** Takes the pictures of the built app that the manifest and the README show, in calls with the simulator. */
const folder = new URL("../../web/public/screenshots/", import.meta.url).pathname;

const looks = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "dark" },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, colorScheme: "light" },
} as const;

const say = (text: string): Step => ({ type: "say", text });
const use = (name: string, args: Record<string, string | number | string[]>): Step => ({
  type: "call",
  calls: [{ name, args }],
});
const monday = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);

let parley: ServedParley;
let browser: Browser;

beforeAll(async () => {
  parley = await serveParley({}, "service");
  parley.gemini.setScenario({
    rules: [
      {
        when: { text: "Tokyo" },
        answer: [use("get_current_time", { place: "Tokyo" }), say("It is early in the morning there.")],
      },
      { when: { text: "note" }, answer: [use("take_note", { text: "Train at eight" }), say("I noted it.")] },
      {
        when: { text: "Book" },
        answer: [
          use("schedule_meeting", {
            topic: "Budget",
            attendees: ["Ann", "Ravi"],
            date: monday,
            start: "14:00",
            minutes: 60,
            room: "virtual",
          }),
          say(
            "Done: you meet Ann and Ravi about the budget, from two to three. Shall I tell you about the weather on that day, too, or is there something else that I can do for you before we hang up?",
          ),
        ],
      },
      { answer: [say("Hello! What can I do for you?")] },
    ],
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await parley.close();
});

it.each(Object.keys(looks) as (keyof typeof looks)[])("takes the pictures for a %s", async (name) => {
  const context = await browser.newContext(looks[name]);
  const page = await context.newPage();
  await page.goto(parley.url);
  await talk(page, "Take a note: train at eight from Oriente");
  await hangUp(page);
  await talk(page, "What time is it in Tokyo?");
  await hangUp(page);
  await talk(page, "Book an hour about the budget with Ann and Ravi");
  await page.getByText("Shall I tell you").waitFor();
  await page.waitForTimeout(1_500);
  await picture(page, `call-${name}`);
  await hangUp(page);
  await page.getByRole("link", { name: "History" }).click();
  const calls = page.getByRole("list", { name: "Calls" });
  await calls.getByRole("listitem").nth(2).waitFor();
  await page.waitForTimeout(6_000);
  await picture(page, `history-${name}`);
  if (name === "desktop") {
    await calls.getByRole("link").first().click();
    await page.getByRole("slider", { name: "Seek" }).waitFor();
    await page.waitForTimeout(1_500);
    await picture(page, `detail-${name}`);
  } else {
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("heading", { name: "Talking" }).waitFor();
    await picture(page, `settings-${name}`);
  }
  await context.close();
});

/** As WebP, a third as large as PNG; the browser itself makes it. */
async function picture(page: Page, name: string): Promise<void> {
  const png = (await page.screenshot()).toString("base64");
  const webp = await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    const made = new Uint8Array(
      await (await canvas.convertToBlob({ type: "image/webp", quality: 0.82 })).arrayBuffer(),
    );
    return Array.from(made, (byte) => String.fromCharCode(byte)).join("");
  }, png);
  writeFileSync(`${folder}${name}.webp`, webp, "latin1");
}

async function talk(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Start call" }).click();
  await page.getByText("What can I do for you?").first().waitFor();
  await page.getByRole("status").filter({ hasText: "Listening" }).first().waitFor();
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("status").filter({ hasText: "Speaking" }).first().waitFor();
}

async function hangUp(page: Page): Promise<void> {
  await page.getByRole("button", { name: "End call" }).click();
  await page.getByRole("status").filter({ hasText: "Call ended" }).first().waitFor();
}
