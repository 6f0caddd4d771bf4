import { mkdirSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { type SceneName, scenes } from "./scenes.ts";

/**
 * Draws every scene into `__screenshots__/`, one file for each width and scheme. `SCENES=a,b` draws only those,
 * `LANGUAGE=ar` in another language.
 */
const folder = new URL("./__screenshots__/", import.meta.url).pathname;
const sizes = {
  390: { width: 390, height: 844 },
  768: { width: 768, height: 1024 },
  1280: { width: 1280, height: 800 },
} as const;
const schemes = ["light", "dark"] as const;
const wanted = process.env["SCENES"]?.split(",");
const language = process.env["LANGUAGE"] ?? "en";
const names = (Object.keys(scenes) as SceneName[]).filter((name) => wanted?.includes(name) ?? true);

let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  server = await createServer({
    configFile: false,
    root: new URL("../..", import.meta.url).pathname,
    cacheDir: "node_modules/.vite-screens",
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
    logLevel: "warn",
  });
  await server.listen();
  browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

it("draws every scene at every width, light and dark", async () => {
  const problems: string[] = [];
  for (const colorScheme of schemes) {
    const page = await browser.newPage({ colorScheme });
    page.on("pageerror", (error) => problems.push(error.message));
    for (const name of names) await draw(page, name, colorScheme);
    await page.close();
  }
  expect(problems).toEqual([]);
});

/** One page at every width: what moves when a window is resized has its time to come to rest. */
async function draw(page: Page, name: SceneName, scheme: string): Promise<void> {
  await page.goto(`${address()}/test/screens/gallery.html?scene=${name}&lang=${language}`);
  await page.locator("app-root h1").first().waitFor({ state: "attached" });
  for (const [width, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(400);
    const suffix = language === "en" ? "" : `-${language}`;
    await page.screenshot({ path: `${folder}${name}-${width}-${scheme}${suffix}.png` });
  }
}

function address(): string {
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error("The gallery's server has no address.");
  return url.replace(/\/$/, "");
}
