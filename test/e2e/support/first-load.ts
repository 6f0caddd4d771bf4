import { brotliCompressSync, constants } from "node:zlib";
import { chromium, type Request } from "playwright";
import { chromiumFlags, ensureChromium } from "../../setup/chromium.ts";

/** A JavaScript file that a browser fetched before anybody clicked. */
export interface Script {
  readonly path: string;
  readonly source: string;
  /** Its size with brotli at its best. */
  readonly brotliBytes: number;
}

/** The JavaScript of a first visit, each file once, largest first. */
export interface FirstLoad {
  /** What the first screen takes: all that the page and its workers run, the service worker's own code included. */
  readonly start: readonly Script[];
  /** What the service worker fetches afterwards and keeps, unrun, so that the app opens without a network. */
  readonly ahead: readonly Script[];
}

export async function firstLoad(url: string): Promise<FirstLoad> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const start = new Set<string>();
    const kept = new Set<string>();
    const context = await browser.newContext();
    context.on("request", (request) => {
      const { pathname } = new URL(request.url());
      (isFetchedAhead(request) ? kept : start).add(pathname);
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("button", { name: "Start call" }).waitFor();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.waitForLoadState("networkidle");
    const ahead = [...kept].filter((path) => !start.has(path));
    return { start: await scripts(url, [...start]), ahead: await scripts(url, ahead) };
  } finally {
    await browser.close();
  }
}

/** Its own scripts a service worker imports; with `fetch` it fills its cache. */
function isFetchedAhead(request: Request): boolean {
  return request.serviceWorker() !== null && request.resourceType() === "fetch";
}

async function scripts(url: string, paths: readonly string[]): Promise<readonly Script[]> {
  const fetched = paths.filter((path) => path.endsWith(".js")).map((path) => fetchScript(url, path));
  return (await Promise.all(fetched)).sort((a, b) => b.brotliBytes - a.brotliBytes);
}

async function fetchScript(url: string, path: string): Promise<Script> {
  const source = await (await fetch(new URL(path, url))).text();
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return { path, source, brotliBytes: brotliCompressSync(source, { params }).byteLength };
}
