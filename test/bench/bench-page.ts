import { type Browser, chromium, type Page } from "playwright";
import { createServer, type ViteDevServer } from "vite";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
// Declares what the page has.
import type {} from "./page/main.ts";
import { toneBurstsWav } from "./tone-bursts.ts";

const root = new URL("../..", import.meta.url).pathname;

/** Serves the page in which players and microphones are measured side by side. */
export async function servePage(): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: false,
    root,
    cacheDir: "node_modules/.vite-bench",
    server: { host: "127.0.0.1", port: 0, hmr: false, watch: null },
    logLevel: "warn",
    // Its worker is found beside it only while it lies where it was installed.
    optimizeDeps: { exclude: ["@ffmpeg/ffmpeg"] },
  });
  return server.listen();
}

/** Where the page is. */
export function pageUrl(server: ViteDevServer): string {
  return `${server.resolvedUrls?.local[0] ?? ""}test/bench/page/index.html`;
}

/** A browser of its own with that page; its microphone hears tones. */
export async function openPage(server: ViteDevServer): Promise<{ page: Page; browser: Browser }> {
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [
      ...chromiumFlags,
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${toneBurstsWav()}`,
      "--autoplay-policy=no-user-gesture-required",
    ],
  });
  const page = await browser.newPage();
  await page.goto(pageUrl(server));
  await page.waitForFunction(() => "bench" in window);
  return { page, browser };
}
