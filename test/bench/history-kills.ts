import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright";
import {
  type CrashScene,
  crash,
  crashSpeech,
  shownAsRecovered,
  startCrashScene,
} from "../e2e/support/crash-call.ts";
import { openProfile } from "../e2e/support/killable-browser.ts";
import { microphoneFlags, openBrowser } from "../e2e/support/phone.ts";
import { seededRandom } from "./page/waiting.ts";

/** A call that was cut off. */
export interface Kill {
  readonly what: "page" | "browser";
  /** From the connected call to the end. */
  readonly afterMs: number;
  /** Before that its connection was cut after so long, and it went on over another one. */
  readonly reconnectAfterMs: number | undefined;
  /** Sound that the far end heard and the device does not have; NaN if the call was not recovered. */
  readonly lostMs: number;
  readonly isRecovered: boolean;
  /** Why it was not. */
  readonly trouble: string | undefined;
}

/** Pages that live and die beside each other, each on a line of its own. */
const lives = 3;
/** Of so many calls one loses its connection before it ends. */
const reconnectEvery = 3;
/** Of so many ends one is that of the whole browser. */
const browserEvery = 20;
const longestMs = 2_500;
/** On a busy machine a call may not come about in time: there is nothing to kill then. */
const attempts = 3;

/** Cuts off this many calls at moments that the seed decides, and looks at what is left of each. */
export async function killCalls(kills: number, seed: number): Promise<readonly Kill[]> {
  const random = seededRandom(seed);
  const moment = () => Math.round(random() * longestMs);
  const plans = Array.from({ length: kills }, (_, number): Plan => {
    const afterMs = moment();
    return { number, afterMs, reconnectAfterMs: number % reconnectEvery === 0 ? moment() : undefined };
  });
  const isBrowser = ({ number }: Plan) => number % browserEvery === browserEvery - 1;
  const pages = plans.filter((plan) => !isBrowser(plan));
  const share = (life: number) => pages.filter((_, index) => index % lives === life);
  const speech = await crashSpeech();
  const scenes = await Promise.all(Array.from({ length: lives }, startCrashScene));
  const browser = await openBrowser({ speech });
  const done = await Promise.all(scenes.map((scene, life) => killPages(scene, browser, share(life))));
  await browser.close();
  const [scene] = scenes;
  const browsers = scene === undefined ? [] : await killBrowsers(scene, speech, plans.filter(isBrowser));
  await Promise.all(scenes.map(({ close }) => close()));
  return [...done.flat(), ...browsers];
}

interface Plan extends Pick<Kill, "afterMs" | "reconnectAfterMs"> {
  readonly number: number;
}

async function killPages(
  scene: CrashScene,
  browser: Awaited<ReturnType<typeof openBrowser>>,
  plans: readonly Plan[],
): Promise<readonly Kill[]> {
  const context = await browser.newContext();
  const done: Kill[] = [];
  for (const plan of plans) {
    await crash(context, await inCall(scene, context, plan));
    const next = await context.newPage();
    done.push({ what: "page", ...plan, ...(await judged(scene, next)) });
    await next.close();
  }
  await context.close();
  return done;
}

async function killBrowsers(scene: CrashScene, speech: string, plans: readonly Plan[]) {
  const profile = mkdtempSync(join(tmpdir(), "parley-profile-"));
  const flags = await microphoneFlags({ speech });
  const done: Kill[] = [];
  for (const plan of plans) {
    const doomed = await openProfile(profile, flags);
    try {
      await inCall(scene, doomed.context, plan);
    } finally {
      await doomed.kill();
    }
    const again = await openProfile(profile, flags);
    const page = await again.context.newPage();
    done.push({ what: "browser", ...plan, ...(await judged(scene, page)) });
    await again.kill();
  }
  rmSync(profile, { recursive: true, force: true });
  return done;
}

/** A page whose call has run for so long. */
async function inCall(scene: CrashScene, context: BrowserContext, plan: Plan): Promise<Page> {
  const word = `call ${plan.number}`;
  for (let attempt = 1; ; attempt += 1) {
    const page = await context.newPage();
    try {
      await scene.callFor(page, word, plan.afterMs, plan.reconnectAfterMs);
      return page;
    } catch (error) {
      await page.close();
      if (attempt === attempts) throw error;
      console.log(`The ${word} did not start: once more.`);
    }
  }
}

/** It is recovered if what is left is what the far end heard, from its beginning on, and the history shows it so. */
async function judged(
  scene: CrashScene,
  page: Page,
): Promise<Pick<Kill, "lostMs" | "isRecovered" | "trouble">> {
  const { status, faults, lostMs } = await scene.remains(page);
  const trouble = await troubleOf(async () => {
    if (status !== "running") throw new Error(`the newest call is ${status}`);
    if (faults.length > 0) throw new Error(faults.join("; "));
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
