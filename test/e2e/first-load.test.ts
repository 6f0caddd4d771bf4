import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FirstLoad, firstLoad } from "./support/first-load.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

const maxBrotliBytes = 45_000;

let parley: Parley;
let visit: FirstLoad;

beforeAll(async () => {
  parley = await startParley();
  visit = await firstLoad(parley.url);
});
afterAll(async () => {
  await parley.stop();
});

/** Each file and its size: what a failure should say. */
function sizes(): string {
  return visit.start.map(({ path, brotliBytes }) => `${brotliBytes} ${path}`).join("\n");
}

function pathsWith(mark: RegExp): readonly string[] {
  return visit.start.filter(({ source }) => mark.test(source)).map(({ path }) => path);
}

describe("the first load", () => {
  it("runs at most 45 kB of JavaScript, brotli, the service worker's own included", () => {
    const total = visit.start.reduce((sum, { brotliBytes }) => sum + brotliBytes, 0);
    expect(visit.start.length, sizes()).toBeGreaterThan(1);
    expect(total, sizes()).toBeLessThanOrEqual(maxBrotliBytes);
  });

  it("lets its first words be seen before it asks for the app's code", async () => {
    const context = await (await silentBrowser()).newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(parley.url);
    await page.getByRole("button", { name: "Start call" }).waitFor();
    const [seenMs = Number.NaN, askedMs = Number.NaN] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
      performance.getEntriesByType("resource").find(({ name }) => /assets\/index-.*\.js/.test(name))
        ?.startTime,
    ]);
    expect(askedMs).toBeGreaterThan(seenMs);
    expect(await page.getByText("interrupt it, keep every word").count()).toBe(0);
    await context.close();
  });

  it("leaves the SDK to the first call", () => {
    const mark = /google-genai-sdk/;
    expect(pathsWith(mark), sizes()).toEqual([]);
    // The mark is one that the SDK has: where its code is kept for later, it shows.
    expect(visit.ahead.some(({ source }) => mark.test(source))).toBe(true);
  });

  it("leaves ffmpeg to the first export", () => {
    // The service worker knows its files by name only.
    expect(pathsWith(/createFFmpegCore/), sizes()).toEqual([]);
  });
});
