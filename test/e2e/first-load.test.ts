import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FirstLoad, firstLoad } from "./support/first-load.ts";
import { type Parley, startParley } from "./support/parley.ts";

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
