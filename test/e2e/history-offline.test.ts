import { readFileSync } from "node:fs";
import { extname } from "node:path";
import type { Page } from "playwright";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hasPython } from "../setup/python.ts";
import { cuesOf, probedSound, zipped } from "./support/foreign-tools.ts";
import { keptRecords } from "./support/kept-calls.ts";
import { Phone } from "./support/phone.ts";
import { saved } from "./support/saved.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

/** Stands in the code of the SDK. */
const sdkMark = /google-genai-sdk/;

let parley: ServedParley;
let phone: Phone;

// Each try takes a server down.
beforeEach(async () => {
  parley = await serveParley();
});
afterEach(async () => {
  await phone.close();
  await parley.close();
});

it("opens, finds, plays and hands over a call of the first visit after the server is gone, and makes its MP3", async () => {
  phone = await Phone.open(parley.url, {
    records: true,
    installs: true,
    before: followSound,
    browser: await silentBrowser(),
  });
  const { page } = phone;
  await firstVisit();

  expect(await parley.server.stop()).toBe(0);
  phone.errors.length = 0;
  const scripts = followScripts(page);
  await page.goto(parley.url);
  await page.getByRole("link", { name: "History" }).click();
  await findAndPlay(page);
  const made = await saved(page, () => page.getByRole("button", { name: "Download MP3" }).click());
  expect((await keptRecords(page)).map(({ sound }) => sound.status)).toEqual(["mp3"]);
  // Once more, with what is kept now.
  await page.reload();
  await play(page);
  const again = await saved(page, () => page.getByRole("button", { name: "Download MP3" }).click());
  expect(readFileSync(again).equals(readFileSync(made))).toBe(true);
  await openElsewhere(again, await exportAll(page));

  await page.getByRole("link", { name: "Back to all calls" }).click();
  await page.getByRole("link", { name: "Settings" }).click();
  const backup = await saved(page, () => page.getByRole("button", { name: "Back up" }).click());
  if (hasPython) expect([...zipped(backup).keys()].filter((name) => name.endsWith(".mp3"))).toHaveLength(1);

  // What was run until here is all that the history takes.
  expect(scripts.size).toBeGreaterThan(3);
  expect(await withMark(page, [...scripts])).toEqual([]);
  expect(await withMark(page, await keptScripts(page))).not.toEqual([]);
  await page.getByRole("link", { name: "Call", exact: true }).click();
  await phone.call();
  await page.getByRole("alert").filter({ hasText: "Can't reach the Parley server." }).waitFor();
  expect(phone.errors.filter((error) => !/net::ERR|Failed to load resource/.test(error))).toEqual([]);
  expect(phone.violations).toEqual([]);
  await expectReports(page);
}, 90_000);

/** The policy is in force to the end, also where no server answers, and what it forbids is told: to page and worker. */
async function expectReports(page: Page): Promise<void> {
  const kept = await keptScripts(page);
  await page.evaluate(
    (script) => {
      document.body.setAttribute("style", "color: red");
      fetch("https://elsewhere.example/").catch(() => undefined);
      const worker = new Worker(script, { type: "module" });
      worker.postMessage({ type: "open", url: "wss://elsewhere.example/" });
    },
    kept.find((path) => path.includes("live-socket.worker")) ?? "",
  );
  await expect
    .poll(() => phone.violations.toSorted())
    .toEqual([
      "connect-src https://elsewhere.example/",
      "connect-src wss://elsewhere.example/",
      "style-src-attr",
    ]);
}

/** A call with an interruption and a tool, whose MP3 nobody waits for, and the encoder kept for later. */
async function firstVisit(): Promise<void> {
  const { page } = phone;
  parley.gemini.setScenario({
    rules: [
      { when: { text: "story" }, answer: [{ type: "say", text: "Once upon a time. ".repeat(20) }] },
      {
        when: { text: "time" },
        answer: [
          { type: "call", calls: [{ name: "get_current_time", args: { place: "Tokyo" } }] },
          { type: "say", text: "It is midnight over there." },
        ],
      },
      { answer: [{ type: "say", text: "Hello." }] },
    ],
  });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    // No MP3 is made before its time: another tab is busy with one.
    void navigator.locks.request("parley-encode", () => new Promise(() => undefined));
  });
  await phone.call();
  await phone.turn("Agent", "Hello.").waitFor();
  await phone.write("Tell me a story");
  await phone.turn("Agent", "Once upon").waitFor();
  await phone.hears("sound");
  await phone.write("What time is it?");
  await phone.turn("Agent", "It is midnight over there.").waitFor();
  await phone.says("Listening");
  await phone.hangUp();
  await phone.says("Call ended");
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("list", { name: "Calls" }).getByRole("link").click();
  const region = page.getByRole("region", { name: "Recording" });
  await region.getByRole("button", { name: "Cancel" }).click();
  await region.getByRole("progressbar").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Back to all calls" }).click();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Keep ready for offline use" }).click();
  await page.getByText("MB, ready for offline use").waitFor();
  expect((await keptRecords(page)).map(({ sound }) => sound.status)).toEqual(["pieces"]);
}

/** A word brings the person to the moment when it was said. */
async function findAndPlay(page: Page): Promise<void> {
  const rows = page.getByRole("list", { name: "Calls" }).getByRole("link");
  await rows.filter({ hasText: "Tell me a story" }).waitFor();
  const search = page.getByRole("searchbox", { name: "Search calls" });
  await search.fill("nobodysaidthis");
  await rows.waitFor({ state: "detached" });
  await search.fill("midni");
  await rows.locator("mark", { hasText: "midni" }).waitFor();
  await rows.click();
  const slider = page.getByRole("slider", { name: "Seek" });
  await slider.waitFor();
  const line = page.locator("kept-transcript .found");
  expect(await line.textContent()).toContain("It is midnight over there.");
  const [minutes, seconds] = ((await line.locator(".time").textContent()) ?? "").split(":").map(Number);
  const atSeconds = (minutes ?? 0) * 60 + (seconds ?? 0);
  expect(atSeconds).toBeGreaterThan(0);
  await expect.poll(async () => Math.floor(Number(await slider.inputValue()) / 1_000)).toBe(atSeconds);
  await play(page);
}

/** The sound runs, and the slider with it. */
async function play(page: Page): Promise<void> {
  const slider = page.getByRole("slider", { name: "Seek" });
  const from = Number(await slider.inputValue());
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(from + 200);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const atMs = await page.evaluate(() => (window.sounds.at(-1)?.currentTime ?? 0) * 1_000);
  expect(Math.abs(atMs - Number(await slider.inputValue()))).toBeLessThan(100);
}

/** Every format that is offered, by its extension. */
async function exportAll(page: Page): Promise<ReadonlyMap<string, string>> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "Export" });
  const formats = sheet.getByRole("button", { name: /^Save as / });
  await formats.first().waitFor();
  const files = new Map<string, string>();
  for (const format of await formats.all()) {
    const path = await saved(page, () => format.click());
    files.set(extname(path), path);
    await sheet.getByText("Handed to the browser").waitFor();
  }
  await page.keyboard.press("Escape");
  return files;
}

async function openElsewhere(mp3: string, files: ReadonlyMap<string, string>): Promise<void> {
  const path = (extension: string) => files.get(extension) ?? expect.fail(`There is no ${extension}.`);
  expect([...files.keys()].toSorted()).toEqual(
    [".json", ".md", ".mp3", ".srt", ".txt", ".vtt", ".wav", ".zip"].toSorted(),
  );
  expect(readFileSync(path(".mp3")).equals(readFileSync(mp3))).toBe(true);
  const sounds = [".mp3", ".wav"].map((extension) => probedSound(path(extension)));
  const [first, second] = sounds;
  if (first !== undefined && second !== undefined) {
    expect(sounds.map((sound) => sound?.codec)).toEqual(["mp3", "pcm_s16le"]);
    expect(first.title).toBe("Tell me a story");
    expect(first.durationMs).toBeGreaterThan(2_000);
    expect(Math.abs(first.durationMs - second.durationMs)).toBeLessThan(100);
  }
  for (const extension of [".srt", ".vtt"]) {
    expect(cuesOf(path(extension)).join("\n"), extension).toContain("It is midnight over there.");
  }
  for (const extension of [".md", ".txt"]) {
    expect(readFileSync(path(extension), "utf8"), extension).toContain("It is midnight over there.");
  }
  expect(JSON.stringify(JSON.parse(readFileSync(path(".json"), "utf8")))).toContain("get_current_time");
  if (!hasPython) return;
  // Where there is an MP3, the WAV would only make the zip bigger.
  const inside = [...zipped(path(".zip")).keys()].map((name) => extname(name));
  expect(inside.toSorted()).toEqual(
    [...files.keys()].filter((extension) => ![".wav", ".zip"].includes(extension)).toSorted(),
  );
}

/** Paths of the scripts that pages and workers run from now on; what the service worker keeps ahead is not run. */
function followScripts(page: Page): ReadonlySet<string> {
  const paths = new Set<string>();
  page.context().on("request", (request) => {
    if (request.serviceWorker() === null && request.url().endsWith(".js"))
      paths.add(new URL(request.url()).pathname);
  });
  return paths;
}

function keptScripts(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const found = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    );
    return found.flat().flatMap(({ url }) => (url.endsWith(".js") ? [new URL(url).pathname] : []));
  });
}

/** Those of the scripts that are the SDK's, read from where they are kept. */
async function withMark(page: Page, paths: readonly string[]): Promise<readonly string[]> {
  const sources = await page.evaluate(
    (asked) =>
      Promise.all(
        asked.map(async (path) => (await caches.match(path, { ignoreSearch: true }))?.text() ?? ""),
      ),
    paths,
  );
  return paths.filter((_path, index) => sdkMark.test(sources[index] ?? ""));
}

declare global {
  interface Window {
    /** What was played. */
    readonly sounds: readonly HTMLMediaElement[];
  }
}

/** Runs in the page before the app. */
function followSound(): void {
  const sounds: HTMLMediaElement[] = [];
  Object.assign(window, { sounds });
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    sounds.push(this);
    return play.call(this);
  };
}
