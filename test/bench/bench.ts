import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Page } from "playwright";
import type { ViteDevServer } from "vite";
import { afterAll, beforeAll, it } from "vitest";
import { firstLoad, type Script } from "../e2e/support/first-load.ts";
import { type Parley, startParley } from "../e2e/support/parley.ts";
import { type CallLoad, clickToFirstSound, mainThreadLoad, sampleThreadLoad } from "./app-measures.ts";
import { openPage, pageUrl, servePage } from "./bench-page.ts";
import { sum } from "./figures.ts";
import type { Run } from "./measures.ts";
import { contenders, type Each } from "./page/contenders.ts";
import type { FirstSound } from "./page/first-sound.ts";
import type { JitteredReply } from "./page/gaps.ts";
import { figures, table } from "./report.ts";

/** `BENCH_RUNS=1` for a quick look. */
const runCount = Number(process.env["BENCH_RUNS"] ?? 3);
const resultsFile = new URL("../../bench-results.json", import.meta.url);

/** What the service does: parts of 80–320 ms, 3.3 times faster than they play. */
const bursty = { audioMs: 4_000, partMs: [80, 320], speed: 3.3, jitterMs: 100 } as const;
/** The hard one: small parts with nothing ahead. */
const steady = { audioMs: 4_000, partMs: [40, 40], speed: 1, jitterMs: 100 } as const;
const jitteredReplies = 6;

let server: ViteDevServer;
let parley: Parley;

beforeAll(async () => {
  server = await servePage();
  parley = await startParley();
});
afterAll(async () => {
  await parley.stop();
  await server.close();
});

it("measures Parley beside two yardsticks", async () => {
  const load = [loadavg()[0] ?? Number.NaN];
  const runs: Run[] = [];
  for (let run = 1; run <= runCount; run += 1) {
    console.log(`run ${run} of ${runCount}`);
    const { page, browser } = await openPage(server);
    const side = await sideBySide(page, run);
    const version = browser.version();
    await browser.close();
    runs.push({ ...side, ...(await wholeApp(parley)) });
    load.push(loadavg()[0] ?? Number.NaN);
    save(runs, load, version);
  }
  console.log(`\n${table(runs)}\n`);
  console.log(`Load average before and after each run: ${load.map((value) => value.toFixed(1)).join(", ")}.`);
});

/** Audio classes in one page, in the same run, on the same sound. */
async function sideBySide(page: Page, run: number): Promise<Run> {
  const micToWire = await page.evaluate(() => window.bench.micToWire(4, 8_000));
  const cold = await page.evaluate(() => window.bench.coldFirstSound(10));
  const warm = await page.evaluate((seed) => window.bench.warmFirstSound(40, seed), run);
  const bargeIn = await page.evaluate((seed) => window.bench.bargeIn(40, seed), run);
  const play = (network: typeof bursty | typeof steady) =>
    page.evaluate(([how, replies, seed]) => window.bench.playWithJitter(how, replies, seed), [
      network,
      jitteredReplies,
      run,
    ] as const);
  const burstyReplies = await play(bursty);
  const steadyReplies = await play(steady);
  return {
    micToWire,
    firstSoundWarm: each(warm, ({ graphMs }: FirstSound) => graphMs),
    firstSoundWarmPage: each(warm, ({ pageMs }: FirstSound) => pageMs),
    firstSoundCold: each(cold, ({ graphMs }: FirstSound) => graphMs),
    firstSoundColdPage: each(cold, ({ pageMs }: FirstSound) => pageMs),
    burstyFirst: each(burstyReplies, firstGaps),
    burstyLater: each(burstyReplies, laterGaps),
    burstyStart: each(burstyReplies, laterStarts),
    steadyFirst: each(steadyReplies, firstGaps),
    steadyLater: each(steadyReplies, laterGaps),
    steadyStart: each(steadyReplies, laterStarts),
    bargeIn: each(bargeIn, ({ graphMs }) => graphMs),
    bargeInPage: each(bargeIn, ({ pageMs }) => pageMs),
    bargeInStep: each(bargeIn, ({ steps }) => steps),
  };
}

/** The built app against the built server, whose stand-in for the service answers. */
async function wholeApp({ url }: Parley): Promise<Run> {
  const ours = await mainThreadLoad(url);
  const sample = await sampleThreadLoad(url, pageUrl(server));
  const both = (value: (load: CallLoad) => number) => ({
    parley: [value(ours)],
    "worklet-32ms": [value(sample)],
  });
  const { start, ahead } = await firstLoad(url);
  return {
    busy: both(({ listening, speaking }) => (listening.busy + speaking.busy) / 2),
    busyListening: both(({ listening }) => listening.busy),
    busySpeaking: both(({ speaking }) => speaking.busy),
    processor: both(({ listening, speaking }) => (listening.processor + speaking.processor) / 2),
    clickToWire: { parley: await clickToFirstSound(10) },
    scripts: { parley: [sizeOf(start)] },
    scriptsAhead: { parley: [sizeOf(ahead)] },
  };
}

function sizeOf(scripts: readonly Script[]): number {
  return sum(scripts.map(({ brotliBytes }) => brotliBytes));
}

function save(runs: readonly Run[], load: readonly number[], chromium: string): void {
  const machine = { cpus: cpus().length, cpu: cpus()[0]?.model, node: process.version, chromium, load };
  writeFileSync(resultsFile, `${JSON.stringify({ machine, measures: figures(runs), runs }, undefined, 2)}\n`);
}

function firstGaps(replies: readonly JitteredReply[]): readonly number[] {
  return replies.slice(0, 1).flatMap(({ gapsMs }) => gapsMs);
}

function laterGaps(replies: readonly JitteredReply[]): readonly number[] {
  return replies.slice(1).flatMap(({ gapsMs }) => gapsMs);
}

function laterStarts(replies: readonly JitteredReply[]): readonly number[] {
  return replies.slice(1).map(({ startMs }) => startMs);
}

function each<T, U>(found: Each<T>, take: (value: T) => U): Each<U> {
  // The list of contenders is exactly the keys.
  return Object.fromEntries(contenders.map((name) => [name, take(found[name])])) as Record<keyof Each<U>, U>;
}
