import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type CrashScene,
  crash,
  crashSpeech,
  shownAsRecovered,
  startCrashScene,
} from "./support/crash-call.ts";
import { openProfile } from "./support/killable-browser.ts";
import { microphoneFlags, openBrowser } from "./support/phone.ts";

/** Pages that live and die beside each other; each on a line of its own, which may be cut. */
const lives = [0, 1, 2] as const;
let scenes: readonly CrashScene[];
let speech: string;

beforeAll(async () => {
  speech = await crashSpeech();
  scenes = await Promise.all(lives.map(startCrashScene));
});
afterAll(() => Promise.all(scenes.map((scene) => scene.close())));

/**
 * What is left of the newest call is what the far end heard, over all its sessions, and the history shows it.
 * @param storedMs so much of its sound was stored before its end
 */
async function expectRecovered(scene: CrashScene, page: Page, word: string, storedMs: number): Promise<void> {
  const { status, faults, keptMs } = await scene.remains(page);
  expect({ status, faults }, word).toEqual({ status: "running", faults: [] });
  expect(keptMs, word).toBeGreaterThanOrEqual(storedMs);
  await shownAsRecovered(page);
}

/** The MP3s that every next page would begin to make wait until this page is gone: it is busy with one. */
function withoutMp3s(page: Page): Promise<void> {
  return page.evaluate(
    () => void navigator.locks.request("parley-encode", () => new Promise(() => undefined)),
  );
}

/** Every third call loses its connection once, and has it again, before its page is gone. */
const reconnects = (round: number) => (round % 3 === 2 ? Math.random() * 1_000 : undefined);

describe("what is left of a call that was cut off", () => {
  it("is all but its last moment, whenever the page died, after a reconnect too: 18 times", async () => {
    const browser = await openBrowser({ speech });
    onTestFinished(() => browser.close());
    const living = scenes.map(async (scene, life) => {
      const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
      const witness = await scene.witness(context);
      await withoutMp3s(witness);
      let page = await context.newPage();
      for (let round = 0; round < 6; round += 1) {
        const word = `life-${life}-${round}`;
        await scene.callFor(page, word, Math.random() * 2_000, reconnects(life + round));
        const storedMs = await scene.untilStored(witness);
        await crash(context, page);
        page = await context.newPage();
        await expectRecovered(scene, page, word, storedMs);
      }
    });
    await Promise.all(living);
  }, 240_000);

  it("is the same when the whole browser is killed, after a reconnect too: twice", async () => {
    const [scene] = scenes;
    if (scene === undefined) throw new Error("There is no scene.");
    const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
    const flags = await microphoneFlags({ speech });
    for (const round of [1, 2]) {
      const word = `browser-${round}`;
      const doomed = await openProfile(profile, flags);
      onTestFinished(() => doomed.kill());
      const page = await doomed.context.newPage();
      await scene.callFor(page, word, 1_000 + Math.random() * 1_000, reconnects(round));
      const storedMs = await scene.untilStored(await scene.witness(doomed.context));
      await doomed.kill();
      const again = await openProfile(profile, flags);
      onTestFinished(() => again.kill());
      await expectRecovered(scene, await again.context.newPage(), word, storedMs);
      await again.kill();
    }
  }, 120_000);
});
