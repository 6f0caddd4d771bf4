import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: ServedParley;

beforeAll(async () => {
  parley = await serveParley();
  parley.gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Hello." }] }] });
});
afterAll(async () => {
  await parley.close();
});

/** A new person's page in a browser that prefers a language. */
async function pageIn(locale: string, prepare: (page: Page) => Promise<void> = async () => undefined) {
  const browser = await silentBrowser();
  const context = await browser.newContext({ locale, serviceWorkers: "block", reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await prepare(page);
  await page.goto(parley.url);
  return { page, errors, close: () => context.close() };
}

describe("the language of the app", () => {
  it("is chosen in the settings, counts at once, in a call and after a reload", async () => {
    const phone = await Phone.open(parley.url, { browser: await silentBrowser() });
    const { page } = phone;
    const german = page.waitForRequest(/\/assets\/de-[^/]+\.js$/);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("combobox", { name: "Interface" }).selectOption({ label: "Deutsch" });
    await german;
    await page.getByRole("heading", { name: "Einstellungen", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Anruf", exact: true }).click();

    await page.getByRole("button", { name: "Anruf starten" }).click();
    await phone.says("Hört zu");
    await page.getByRole("button", { name: "Mikrofon stummschalten" }).click();
    await phone.says("Stumm");
    await page.getByRole("textbox", { name: "Nachricht" }).fill("Hallo");
    await page.getByRole("button", { name: "Senden" }).click();
    await page.getByRole("article", { name: "Du" }).filter({ hasText: "Hallo" }).waitFor();
    await page.getByRole("button", { name: "Auflegen" }).click();
    await phone.says("Anruf beendet");

    await page.reload();
    await page.getByRole("button", { name: "Anruf starten" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    expect(phone.errors).toEqual([]);
    await phone.close();
  });

  it("is the browser's at first, and nothing is shown in English before", async () => {
    const { page, errors, close } = await pageIn("de-AT", async (fresh) => {
      await fresh.addInitScript(() => {
        const seen: string[] = [];
        Object.assign(window, { seen });
        const look = () => {
          const root = document.querySelector("app-root")?.shadowRoot;
          const words = root?.textContent?.trim() ?? "";
          if (words !== "") seen.push(words);
          requestAnimationFrame(look);
        };
        look();
      });
    });
    await page.getByRole("button", { name: "Anruf starten" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
    const seen = await page.evaluate(() =>
      "seen" in window && Array.isArray(window.seen) ? window.seen : [],
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((words) => String(words).includes("Settings"))).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });

  it.each([
    ["de-AT", "Sprich mit einem Agenten", "ltr"],
    ["ar-EG", "التحدث مع وكيل صوتي", "rtl"],
    ["fr-FR", "Talk with a voice agent", "ltr"],
  ])("is that of the page's first words, ahead of the app's code: %s", async (tag, words, dir) => {
    const { page, close } = await pageIn(tag, async (fresh) => {
      await fresh.route(/\/assets\/index-[^/]+\.js$/, (route) => route.abort());
    });
    const seen = page.locator("main.first-words p").filter({ visible: true });
    expect(await seen.allTextContents()).toEqual([expect.stringContaining(words)]);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(dir);
    await close();
  });

  it("is English where its words cannot be had", async () => {
    const { page, errors, close } = await pageIn("de-DE", async (fresh) => {
      await fresh.route(/\/assets\/de-[^/]+\.js$/, (route) => route.abort());
    });
    await page.getByRole("button", { name: "Start call" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    expect(errors).toEqual([]);
    await close();
  });
});
