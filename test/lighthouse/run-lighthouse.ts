import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";

/** In the order of the table. */
export const categories = ["performance", "accessibility", "best-practices", "seo"] as const;
export type Category = (typeof categories)[number];

/** What Lighthouse found on one page in one run. */
export interface Finding {
  /** 0–100. */
  readonly scores: Readonly<Record<Category, number>>;
  readonly largestContentfulPaintMs: number;
  readonly totalBlockingMs: number;
  /** Lighthouse's own measure of the machine; a desktop computer has 1,500 to 2,000. */
  readonly benchmarkIndex: number;
  /** The audits that cost a score, in words. */
  readonly flaws: readonly string[];
}

/** Lighthouse needs a newer Node than Parley; npx keeps both after the first time. */
const lighthouse = ["--yes", "-p", "node@24", "-p", "lighthouse@13", "lighthouse"];

/** @throws Error saying what is missing where neither npx's cache nor the registry has Lighthouse */
export async function ensureLighthouse(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("npx", [...lighthouse, "--version"]);
    return stdout.trim();
  } catch (error) {
    throw new Error(
      "Lighthouse is missing: `npx -p node@24 -p lighthouse@13` needs the npm registry the first time.",
      { cause: error },
    );
  }
}

/** Loads a page as a phone in a slow network does, in a Chromium of its own. */
export async function runLighthouse(url: string): Promise<Finding> {
  const report = await reportOf(url);
  // Now and then Chromium's trace of a busy machine lacks the beginning.
  return found(report.runtimeError === undefined ? report : await reportOf(url));
}

async function reportOf(url: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "parley-lighthouse-"));
  const report = join(folder, "report.json");
  try {
    const output = ["--quiet", "--output=json", `--output-path=${report}`];
    const only = `--only-categories=${categories.join(",")}`;
    const flags = `--chrome-flags=${["--headless=new", ...chromiumFlags].join(" ")}`;
    await promisify(execFile)("npx", [...lighthouse, url, ...output, only, flags], {
      env: { ...process.env, CHROME_PATH: ensureChromium() },
    });
    return v.parse(reportShape, JSON.parse(readFileSync(report, "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const categoryShape = v.object({
  score: v.nullable(v.number()),
  auditRefs: v.array(v.object({ id: v.string(), weight: v.number() })),
});

const reportShape = v.object({
  runtimeError: v.optional(v.object({ message: v.string() })),
  environment: v.object({ benchmarkIndex: v.number() }),
  categories: v.object({
    performance: categoryShape,
    accessibility: categoryShape,
    "best-practices": categoryShape,
    seo: categoryShape,
  }),
  audits: v.record(
    v.string(),
    v.object({
      title: v.string(),
      score: v.nullable(v.number()),
      displayValue: v.optional(v.string()),
      numericValue: v.optional(v.number()),
    }),
  ),
});
type Report = v.InferOutput<typeof reportShape>;

function found(report: Report): Finding {
  if (report.runtimeError !== undefined) throw new Error(report.runtimeError.message);
  const score = (category: Category) => Math.round((report.categories[category].score ?? 0) * 100);
  return {
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
      seo: score("seo"),
    },
    largestContentfulPaintMs: report.audits["largest-contentful-paint"]?.numericValue ?? Number.NaN,
    totalBlockingMs: report.audits["total-blocking-time"]?.numericValue ?? Number.NaN,
    benchmarkIndex: report.environment.benchmarkIndex,
    flaws: categories.flatMap((category) => flaws(report, category)),
  };
}

function flaws({ categories: judged, audits }: Report, category: Category): readonly string[] {
  return judged[category].auditRefs.flatMap(({ id, weight }) => {
    const audit = audits[id];
    if (weight === 0 || audit === undefined || audit.score === null || audit.score >= 0.9) return [];
    return [
      `${category}: ${audit.title}${audit.displayValue === undefined ? "" : ` (${audit.displayValue})`}`,
    ];
  });
}
