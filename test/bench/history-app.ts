import { type Browser, chromium, type Page } from "playwright";
import { stored } from "../../web/adapters/call-database.ts";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { keptTalks, queries } from "./page/kept-talks.ts";

/** The built app with a long history, in a browser of its own. */
export interface LongHistory {
  readonly page: Page;
  close(): Promise<void>;
}

/** Calls stored at once while a history is made. */
const slice = 500;

/** Stores this many calls of two turns each where the app keeps its own. */
export async function openLongHistory(url: string, calls: number): Promise<LongHistory> {
  const browser: Browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: [...chromiumFlags],
  });
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await page.addInitScript(watchPage);
  await page.goto(`${url}/#/history`);
  // The database is there, and the service worker has what a warm start needs.
  await page.getByText("Your calls will be kept here").first().waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const talks = keptTalks(calls, Date.now());
  for (let from = 0; from < calls; from += slice) {
    const some = talks.slice(from, from + slice);
    const entries = some.flatMap(({ record, entries }) =>
      entries.map((entry) => ({ callId: record.id, entry })),
    );
    await page.evaluate(storeSlice, { calls: some.map(({ record }) => stored(record)), entries });
  }
  return { page, close: () => browser.close() };
}

/** When the list stood on the screen, in ms, after a reload. */
export interface FirstList {
  readonly afterPageReadyMs: number;
  readonly afterFirstPaintMs: number;
}

export async function firstList(page: Page): Promise<FirstList> {
  await page.reload();
  await page.waitForFunction(() => window.historyWatch.listMs !== undefined, undefined, { polling: 50 });
  return page.evaluate(() => {
    const { listMs = Number.NaN } = window.historyWatch;
    const [navigation] = performance.getEntriesByType("navigation");
    const readyMs =
      navigation instanceof PerformanceNavigationTiming ? navigation.domContentLoadedEventEnd : Number.NaN;
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return {
      afterPageReadyMs: listMs - readyMs,
      afterFirstPaintMs: listMs - (paint?.startTime ?? Number.NaN),
    };
  });
}

/** What scrolling with a wheel did. */
export interface Scrolling {
  /** Of the page's tasks, in ms; 0 if none was longer than 50 ms. */
  readonly longestTaskMs: number;
  readonly longTasks: number;
  readonly wheels: number;
}

/** Turns the wheel until the list has so many rows. */
export async function scrollThrough(page: Page, rows: number): Promise<Scrolling> {
  await page.mouse.move(640, 500);
  await page.evaluate(() => window.historyWatch.tasks.splice(0));
  let wheels = 0;
  while ((await page.evaluate(() => window.historyWatch.rows())) < rows) {
    if (wheels > 2_000) throw new Error(`The list does not grow to ${rows} rows.`);
    await page.mouse.wheel(0, 750);
    await page.waitForTimeout(20);
    wheels += 1;
  }
  const tasks = await page.evaluate(() => window.historyWatch.tasks);
  return { longestTaskMs: Math.max(0, ...tasks), longTasks: tasks.length, wheels };
}

/** From the input of each query to its answer on the screen, in ms. */
export async function typeQueries(page: Page, some = queries): Promise<readonly number[]> {
  const found: number[] = [];
  for (const query of some) {
    found.push(await page.evaluate((text) => window.historyWatch.type(text), query));
    await page.evaluate(() => window.historyWatch.type(""));
  }
  return found;
}

declare global {
  interface Window {
    historyWatch: HistoryWatch;
  }
}

interface HistoryWatch {
  /** When the first row of the list was on the screen. */
  listMs: number | undefined;
  /** How long each long task took, in ms. */
  readonly tasks: number[];
  rows(): number;
  /** Writes into the search box. @returns ms until the answer is on the screen */
  type(query: string): Promise<number>;
}

/** Runs in the page before the app; uses nothing from here. */
function watchPage(): void {
  const inShadow = (root: ParentNode, path: readonly string[]): ParentNode | undefined => {
    let at: ParentNode | undefined = root;
    for (const name of path) at = at?.querySelector(name)?.shadowRoot ?? undefined;
    return at;
  };
  const list = () => inShadow(document, ["app-root", "history-screen", "history-list"]);
  // Rows that were passed are not on the page any more.
  const rows = () =>
    Number(
      [...(inShadow(list() ?? document, ["history-calls"])?.querySelectorAll("li") ?? [])].at(-1)
        ?.ariaPosInSet ?? 0,
    );
  /** Once that is so at the beginning of a frame, and the frame is drawn. */
  const drawn = (isSo: () => boolean) =>
    new Promise<number>((resolve) => {
      const look = () => {
        if (isSo()) setTimeout(() => resolve(performance.now()));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  const watch: HistoryWatch = {
    listMs: undefined,
    tasks: [],
    rows,
    async type(query) {
      const field = list()?.querySelector<HTMLInputElement>("input[type=search]");
      // Says how many calls were found, and nothing while nothing is searched.
      const said = () => list()?.querySelector("p[aria-live]")?.textContent ?? "";
      if (!field) throw new Error("There is no search box.");
      const startedAt = performance.now();
      field.value = query;
      field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
      return (await drawn(() => (said() === "") === (query === ""))) - startedAt;
    },
  };
  window.historyWatch = watch;
  new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) watch.tasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  void drawn(() => rows() > 0).then((atMs) => {
    watch.listMs = atMs;
  });
}

/** Runs in the page; uses nothing from here. */
function storeSlice(values: { readonly calls: readonly unknown[]; readonly entries: readonly unknown[] }) {
  return new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open("parley-calls");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(["calls", "entries"], "readwrite");
      for (const name of ["calls", "entries"] as const)
        for (const value of values[name]) transaction.objectStore(name).put(value);
      transaction.onabort = () => reject(transaction.error);
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
    };
  });
}
