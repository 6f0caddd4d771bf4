import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, it } from "vitest";
import type { Step } from "../../token-server/simulator/scenario.ts";
import { openBrowser } from "../e2e/support/phone.ts";
import { type ServedParley, serveParley } from "../e2e/support/serve-parley.ts";

/** Takes the pictures of the built app that the manifest and the README show, in calls with the simulator. */
const folder = new URL("../../web/public/screenshots/", import.meta.url).pathname;

const looks = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, colorScheme: "light" },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, colorScheme: "dark" },
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
  await page.screenshot({ path: `${folder}call-${name}.png` });
  await hangUp(page);
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("listitem").nth(2).waitFor();
  await page.waitForTimeout(6_000);
  await page.screenshot({ path: `${folder}history-${name}.png` });
  await context.close();
});

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
