import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { chromium, type Page } from "playwright";
import type { ViteDevServer } from "vite";
import { afterAll, beforeAll, it } from "vitest";
import { type Parley, startParley } from "../e2e/support/parley.ts";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { servePage } from "./bench-page.ts";
import { firstList, openLongHistory, type Scrolling, scrollThrough, typeQueries } from "./history-app.ts";
import { type Kill, killCalls } from "./history-kills.ts";
// Declares what the page has.
import type {} from "./page/history.ts";
import { type Row, rowFigures, rowTable } from "./rows.ts";

/** `BENCH_CALLS=1000` for a shorter history, `BENCH_KILLS=10` for fewer kills, `BENCH_SEED=7` for the same moments again. */
const callCount = Number(process.env["BENCH_CALLS"] ?? 10_000);
const killCount = Number(process.env["BENCH_KILLS"] ?? 100);
const seed = Number(process.env["BENCH_SEED"] ?? Date.now() % 100_000);
const resultsFile = new URL("../../bench-results-history.json", import.meta.url);

const reloads = 5;
const scrolledRows = 1_500;
const searchRounds = 3;

const rows: Row[] = [];
const load: number[] = [];
let kills: readonly Kill[] = [];
let server: ViteDevServer;
let parley: Parley;

beforeAll(async () => {
  server = await servePage();
  parley = await startParley();
  load.push(loadNow());
});
afterAll(async () => {
  await parley.stop();
  await server.close();
  load.push(loadNow());
  console.log(`\n${rowTable("History", rows, { ms: 1, MB: 2 })}\n`);
  console.log(`Load average before and after: ${load.map((value) => value.toFixed(1)).join(", ")}.`);
  const machine = { cpus: cpus().length, cpu: cpus()[0]?.model, load };
  writeFileSync(
    resultsFile,
    `${JSON.stringify({ machine, measures: rowFigures(rows), seed, kills }, undefined, 2)}\n`,
  );
});

it("shows, scrolls and searches a long history", async () => {
  const history = await openLongHistory(parley.url, callCount);
  // The first start with it is not counted: it goes through all calls once a day.
  await firstList(history.page);
  const lists: Awaited<ReturnType<typeof firstList>>[] = [];
  const scrolls: Scrolling[] = [];
  const answersMs: number[] = [];
  const lateAnswersMs: number[] = [];
  for (let round = 0; round < reloads; round += 1) {
    lists.push(await firstList(history.page));
    if (round >= searchRounds) continue;
    // While the rest of the history is still being read.
    scrolls.push(await scrollThrough(history.page, scrolledRows));
    lateAnswersMs.push(...(await typeQueries(history.page, ["tomorrow"])));
    answersMs.push(...(await typeQueries(history.page)));
  }
  await history.close();
  const title = `${callCount} calls`;
  rows.push(
    row(`${title}: page ready to first list`, "≤ 300", "ms", lists, (one) => one.afterPageReadyMs),
    row("… first paint to first list", "", "ms", lists, (one) => one.afterFirstPaintMs),
    row(
      `… ${scrolledRows} rows by wheel: longest task`,
      "≤ 50 (0)",
      "ms",
      scrolls,
      (one) => one.longestTaskMs,
    ),
    row("… long tasks meanwhile", "0", "", scrolls, (one) => one.longTasks),
    row("… typed to answer on screen, 80 of it a pause", "", "ms", answersMs, (one) => one),
    row(`… with ${scrolledRows} rows above`, "", "ms", lateAnswersMs, (one) => one),
  );
});

it("searches beside MiniSearch", async () => {
  await onPage(async (page) => {
    const { parley: ours, mini } = await page.evaluate(
      ([calls, rounds]) => window.historyBench.search(calls, rounds),
      [callCount, searchRounds] as const,
    );
    console.log(`Calls found, here and by MiniSearch: ${ours.found.join(" ")} | ${mini.found.join(" ")}.`);
    const each = (one: number) => one;
    rows.push(
      row(`Search in ${callCount * 2} turns`, "≤ 50", "ms", ours.searchMs, each),
      row("… MiniSearch, beginnings of words", "", "ms", mini.searchMs, each),
      row("… to read all into the index", "", "ms", [ours.buildMs], each),
      row("… MiniSearch", "", "ms", [mini.buildMs], each),
    );
  });
});

it("keeps an hour in flat memory", async () => {
  await onPage(async (page) => {
    const devtools = await page.context().newCDPSession(page);
    const heapMb = async () => {
      for (let time = 0; time < 2; time += 1) await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize, backingStorageSize = 0 } = await devtools.send("Runtime.getHeapUsage");
      return (usedSize + backingStorageSize) / 1_000_000;
    };
    const found: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      await page.evaluate((at) => window.historyBench.record(at), minute);
      found.push(await heapMb());
    }
    const stored = await page.evaluate(() => window.historyBench.recorded());
    if (stored.user !== 3_600 || stored.agent !== 1_800)
      throw new Error(`An hour is not kept: ${JSON.stringify(stored)}`);
    const at = (minute: number) => found[minute - 1] ?? Number.NaN;
    rows.push(
      { title: "An hour on tape: heap after minute 5", goal: "", unit: "MB", values: [at(5)] },
      { title: "… after minute 60", goal: "the same", unit: "MB", values: [at(60)] },
      { title: "… after each minute from 5 on", goal: "", unit: "MB", values: found.slice(4) },
    );
  });
});

it("recovers every call that is cut off", async () => {
  console.log(`Kills: BENCH_SEED=${seed} BENCH_KILLS=${killCount}.`);
  kills = await killCalls(killCount, seed);
  const of = (what: Kill["what"]) => kills.filter((kill) => kill.what === what);
  console.log(`Killed after (ms): ${kills.map(({ afterMs }) => afterMs).join(" ")}.`);
  for (const { what, afterMs, trouble } of kills)
    if (trouble !== undefined) console.log(`A ${what} killed after ${afterMs} ms: ${trouble}`);
  const recovered = kills.filter(({ isRecovered }) => isRecovered);
  const reconnected = kills.filter(({ reconnectAfterMs }) => reconnectAfterMs !== undefined);
  rows.push(
    row("Page killed: sound lost", "≤ 1500", "ms", of("page"), (one) => one.lostMs),
    row("Browser killed: sound lost", "≤ 1500", "ms", of("browser"), (one) => one.lostMs),
    row("… after a reconnect: sound lost", "≤ 1500", "ms", reconnected, (one) => one.lostMs),
    {
      title: `Calls recovered of ${killCount}, ${reconnected.length} of them after a reconnect`,
      goal: String(killCount),
      unit: "",
      values: [recovered.length],
    },
  );
});

function row<T>(
  title: string,
  goal: string,
  unit: Row["unit"],
  found: readonly T[],
  take: (one: T) => number,
): Row {
  return { title, goal, unit, values: found.map(take) };
}

/** In a browser of its own, with the page that has the app's own classes. */
async function onPage(work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}test/bench/page/history.html`);
  await page.waitForFunction(() => "historyBench" in window);
  await work(page);
  await browser.close();
}

function loadNow(): number {
  return loadavg()[0] ?? Number.NaN;
}
