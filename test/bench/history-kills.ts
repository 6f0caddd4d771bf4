import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import { type CrashScene, crash, shownAsRecovered } from "../e2e/support/crash-call.ts";
import { openProfile } from "../e2e/support/killable-browser.ts";
import { microphoneFlags, openBrowser } from "../e2e/support/phone.ts";
import { seededRandom } from "./page/waiting.ts";

/** A call that was cut off. */
export interface Kill {
  readonly what: "page" | "browser";
  /** From the connected call to the end. */
  readonly afterMs: number;
  /** Sound that the far end heard and the device does not have; NaN if the call was not recovered. */
  readonly lostMs: number;
  readonly isRecovered: boolean;
  /** Why it was not. */
  readonly trouble: string | undefined;
}

/** Pages that live and die beside each other. */
const lives = 3;
/** Of so many ends one is that of the whole browser. */
const browserEvery = 20;
const longestMs = 2_500;
/** On a busy machine a call may not come about in time: there is nothing to kill then. */
const attempts = 3;

/** Cuts off this many calls at moments that the seed decides, and looks at what is left of each. */
export async function killCalls(scene: CrashScene, kills: number, seed: number): Promise<readonly Kill[]> {
  const random = seededRandom(seed);
  const plans = Array.from({ length: kills }, (_, number) => ({
    number,
    afterMs: Math.round(random() * longestMs),
  }));
  const isBrowser = ({ number }: Plan) => number % browserEvery === browserEvery - 1;
  const pages = plans.filter((plan) => !isBrowser(plan));
  const share = (life: number) => pages.filter((_, index) => index % lives === life);
  const browser = await openBrowser({ speech: scene.speech });
  const done = await Promise.all(
    Array.from({ length: lives }, async (_, life) => killPages(scene, browser, share(life))),
  );
  await browser.close();
  return [...done.flat(), ...(await killBrowsers(scene, plans.filter(isBrowser)))];
}

interface Plan {
  readonly number: number;
  readonly afterMs: number;
}

async function killPages(
  scene: CrashScene,
  browser: Awaited<ReturnType<typeof openBrowser>>,
  plans: readonly Plan[],
): Promise<readonly Kill[]> {
  const context = await browser.newContext();
  const done: Kill[] = [];
  for (const { number, afterMs } of plans) {
    await crash(context, await inCall(scene, context, `page-${number}`, afterMs));
    const next = await context.newPage();
    done.push({ what: "page", afterMs, ...(await judged(scene, next, `page-${number}`)) });
    await next.close();
  }
  await context.close();
  return done;
}

async function killBrowsers(scene: CrashScene, plans: readonly Plan[]): Promise<readonly Kill[]> {
  const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
  const flags = await microphoneFlags({ speech: scene.speech });
  const done: Kill[] = [];
  for (const { number, afterMs } of plans) {
    const doomed = await openProfile(profile, flags);
    try {
      await inCall(scene, doomed.context, `browser-${number}`, afterMs);
    } finally {
      await doomed.kill();
    }
    const again = await openProfile(profile, flags);
    const page = await again.context.newPage();
    done.push({ what: "browser", afterMs, ...(await judged(scene, page, `browser-${number}`)) });
    await again.kill();
  }
  rmSync(profile, { recursive: true, force: true });
  return done;
}

/** A page whose call has run for so long. */
async function inCall(
  scene: CrashScene,
  context: BrowserContext,
  word: string,
  afterMs: number,
): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    const page = await context.newPage();
    try {
      await scene.callFor(page, word, afterMs);
      return page;
    } catch (error) {
      await page.close();
      if (attempt === attempts) throw error;
      console.log(`The call ${word} did not start: once more.`);
    }
  }
}

/** It is recovered if what is left is what the far end heard, from its beginning on, and the history shows it so. */
async function judged(scene: CrashScene, page: Page, word: string): Promise<Omit<Kill, "what" | "afterMs">> {
  const { status, kept, heard, lostMs } = await scene.remains(page, word);
  const both = Math.min(kept.byteLength, heard.byteLength);
  const trouble = await troubleOf(async () => {
    if (status !== "running") throw new Error(`the newest call is ${status}`);
    if (both === 0) throw new Error("nothing is left");
    if (Buffer.compare(kept.subarray(0, both), heard.subarray(0, both)) !== 0)
      throw new Error("what is left is not what was heard");
    await shownAsRecovered(page);
  });
  const isRecovered = trouble === undefined;
  return { lostMs: isRecovered ? Math.max(0, lostMs) : Number.NaN, isRecovered, trouble };
}

async function troubleOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
