import { afterEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";
import { openKeySheet } from "../../../web/ui/key-sheet.ts";
import { useLanguage } from "../../../web/ui/locale.ts";
import type { SceneName } from "../../screens/scenes.ts";
import { layoutProblems } from "./layout-problems.ts";
import { drawn, find, focused, frames, pretend, showScene } from "./stage.ts";

/** A window, or a screen, in CSS pixels. */
type Size = readonly [width: number, height: number];

const sizes: readonly Size[] = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
  // A phone on its side.
  [844, 390],
  // 1280 × 800 at 200 % zoom.
  [640, 400],
];

/** Long words, and from right to left. */
const otherLanguages = ["de", "ar"] as const;
const otherSizes: readonly Size[] = [
  [320, 568],
  [1280, 800],
];

const screens: readonly SceneName[] = [
  "idle",
  "site-agents",
  "cut-off",
  "server-away",
  "speaking",
  "asking",
  "push-to-talk",
  "off-record",
  "more",
  "captions",
  "ended",
  "history",
  "detail",
  "settings-all",
  "settings-site-agents",
  "settings-all-agents",
  "settings-tools",
];

afterEach(() => useLanguage("en"));

async function problemsAt(language: string, size: Size): Promise<readonly string[]> {
  await page.viewport(...size);
  await frames();
  expect([innerWidth, innerHeight]).toEqual(size);
  return layoutProblems().map((problem) => `${language} ${size.join("×")}: ${problem}`);
}

async function allProblems(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const size of sizes) found.push(...(await problemsAt("en", size)));
  for (const language of otherLanguages) {
    await useLanguage(language);
    for (const size of otherSizes) found.push(...(await problemsAt(language, size)));
  }
  return found;
}

describe("at every size everything fits, is large enough to press, and lies under nothing", () => {
  it.each(screens)("%s", async (name) => {
    await pretend({ "prefers-reduced-motion": "reduce" });
    await showScene(name);
    await drawn();
    expect(await allProblems()).toEqual([]);
  });

  it("the sheet of keys", async () => {
    openKeySheet(true);
    await expect.element(page.getByRole("dialog")).toBeVisible();
    expect(await allProblems()).toEqual([]);
    find<HTMLDialogElement>("dialog").close();
  });

  it("the check of sound and connection", async () => {
    await showScene("idle");
    await page.getByRole("button", { name: "Check sound and connection" }).click();
    await drawn();
    expect(await allProblems()).toEqual([]);
  });
});

describe("the start button is in sight without scrolling, whatever stands above it, and the consent where there is room", () => {
  const phones: readonly Size[] = [
    [320, 568],
    [360, 640],
    [375, 667],
    [390, 740],
    [390, 844],
  ];
  const lobbies: readonly SceneName[] = ["idle", "cut-off", "server-away", "elsewhere", "denied"];

  const endOf = (host: string, selector: string) =>
    find(host).shadowRoot?.querySelector(selector)?.getBoundingClientRect().bottom ?? Number.NaN;

  it.each(lobbies)("%s", async (name) => {
    await showScene(name);
    await drawn();
    const hidden: string[] = [];
    for (const language of ["en", "de", "es", "hi", "ja", "ar"]) {
      await useLanguage(language);
      for (const [width, height] of phones) {
        await page.viewport(width, height);
        await frames();
        const last = height > 640 ? endOf("call-screen", ".consent") : endOf("call-controls", ".start");
        const { bottom } = find("call-screen").getBoundingClientRect();
        if (!(last <= bottom)) hidden.push(`${language} ${width}×${height}: ${last} of ${bottom}`);
      }
    }
    expect(hidden).toEqual([]);
  });
});

it("the field for messages is in sight above the keyboard of a phone", async () => {
  await page.viewport(390, 420);
  await showScene("speaking");
  const field = page.getByRole("textbox", { name: "Message" });
  await field.click();
  expect(focused()).toBe(field.element());
  const { top, bottom } = field.element().getBoundingClientRect();
  expect(top).toBeGreaterThan(0);
  expect(bottom).toBeLessThanOrEqual(420);
  expect(find("call-transcript").clientHeight).toBeGreaterThan(60);
});
