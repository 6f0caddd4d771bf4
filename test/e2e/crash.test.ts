import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CrashScene,
  crash,
  mostLostMs,
  shownAsRecovered,
  startCrashScene,
} from "./support/crash-call.ts";
import { openProfile } from "./support/killable-browser.ts";
import { microphoneFlags, openBrowser } from "./support/phone.ts";

let scene: CrashScene;

beforeAll(async () => {
  scene = await startCrashScene();
});
afterAll(() => scene.close());

/** What is left of the newest call is the beginning of what the far end heard, and all but the last moment of it. */
async function expectRecovered(page: Page, word: string): Promise<void> {
  const { status, kept, heard, lostMs } = await scene.remains(page, word);
  expect(status, word).toBe("running");
  // Of a call that dies in its first second nothing may be left: its first piece was still open.
  const both = Math.min(kept.byteLength, heard.byteLength);
  expect(Buffer.compare(kept.subarray(0, both), heard.subarray(0, both)), word).toBe(0);
  expect(lostMs, word).toBeLessThan(mostLostMs);
  await shownAsRecovered(page);
}

describe("what is left of a call that was cut off", () => {
  it("is all but its last moment, whenever the page died: 18 times", async () => {
    const browser = await openBrowser({ speech: scene.speech });
    const lives = [0, 1, 2].map(async (life) => {
      const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
      // The MP3s that every next page would begin to make are not what is looked at here.
      await context.route(/ffmpeg-core/, (route) => route.abort());
      let page = await context.newPage();
      for (let round = 0; round < 6; round += 1) {
        const word = `life-${life}-${round}`;
        await scene.callFor(page, word, Math.random() * 2_500);
        await crash(context, page);
        page = await context.newPage();
        await expectRecovered(page, word);
      }
    });
    await Promise.all(lives);
    await browser.close();
  }, 120_000);

  it("is the same when the whole browser is killed: twice", async () => {
    const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
    const flags = await microphoneFlags({ speech: scene.speech });
    for (const round of [0, 1]) {
      const word = `browser-${round}`;
      const doomed = await openProfile(profile, flags);
      await scene.callFor(await doomed.context.newPage(), word, 1_000 + Math.random() * 1_500);
      await doomed.kill();
      const again = await openProfile(profile, flags);
      await expectRecovered(await again.context.newPage(), word);
      await again.kill();
    }
  }, 60_000);
});
