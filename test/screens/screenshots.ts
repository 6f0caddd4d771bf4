import { mkdirSync } from "node:fs";
import { type Browser, chromium } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { type SceneName, scenes } from "./scenes.ts";

/** Draws every scene into `__screenshots__/`, one file for each size and scheme. `SCENES=a,b` draws only those. */
const folder = new URL("./__screenshots__/", import.meta.url).pathname;
const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;
const extraSizes = { narrow: { width: 320, height: 568 }, landscape: { width: 740, height: 360 } } as const;
const everySize = { ...sizes, ...extraSizes };
const wanted = process.env["SCENES"]?.split(",");
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

it.each(Object.keys(everySize) as (keyof typeof everySize)[])(
  "draws every scene at the size %s",
  async (size) => {
    for (const scheme of ["light", "dark"] as const) {
      const context = await browser.newContext({
        viewport: everySize[size],
        colorScheme: scheme,
        deviceScaleFactor: size === "phone" ? 1.5 : 1,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      for (const name of names) {
        await page.goto(`${address()}/test/screens/gallery.html?scene=${name}`);
        await page.locator("app-root h1").first().waitFor({ state: "attached" });
        await page.waitForTimeout(700);
        await page.screenshot({ path: `${folder}${name}-${size}-${scheme}.png` });
      }
      expect(problems).toEqual([]);
      await context.close();
    }
  },
);

function address(): string {
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error("The gallery's server has no address.");
  return url.replace(/\/$/, "");
}
