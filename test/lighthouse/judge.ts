import { afterAll, beforeAll, expect, it } from "vitest";
import { sum, summarise } from "../bench/figures.ts";
import { firstLoad } from "../e2e/support/first-load.ts";
import { type Parley, startParley } from "../e2e/support/parley.ts";
import { categories, ensureLighthouse, type Finding, runLighthouse } from "./run-lighthouse.ts";

/** The middle one of them counts. `LIGHTHOUSE_RUNS=1` for a quick look. */
const runCount = Number(process.env["LIGHTHOUSE_RUNS"] ?? 3);
const screens = ["/", "/history", "/settings"];

const least = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 } as const;
const maxLargestPaintMs = 1_200;
const maxFirstLoadBytes = 45_000;

let parley: Parley;

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley.stop();
});

it("is found good by Lighthouse, on a phone in a slow network", async () => {
  const version = await ensureLighthouse();
  const visited = new Map<string, readonly Finding[]>();
  for (const screen of screens) visited.set(screen, await runs(screen));
  const firstLoadBytes = sum((await firstLoad(parley.url)).start.map(({ brotliBytes }) => brotliBytes));

  console.log(`\n${table(visited)}\n`);
  console.log(`Lighthouse ${version}, mobile: the middle of ${runCount} (least to most).`);
  console.log(`First-load JavaScript: ${(firstLoadBytes / 1_000).toFixed(1)} kB, brotli.\n`);
  for (const [screen, findings] of visited) {
    const flaws = new Set(findings.flatMap((finding) => finding.flaws));
    for (const flaw of flaws) console.log(`${screen} ${flaw}`);
  }

  for (const [screen, findings] of visited) {
    // A visit begins with the first screen; the others are reached from there, with its code loaded.
    for (const category of categories.filter((name) => name !== "performance" || screen === "/")) {
      const score = middle(findings.map(({ scores }) => scores[category]));
      expect.soft(score, `${category} of ${screen}`).toBeGreaterThanOrEqual(least[category]);
    }
    const paintMs = middle(findings.map((finding) => finding.largestContentfulPaintMs));
    expect
      .soft(paintMs, `largest contentful paint of ${screen}, in ms`)
      .toBeLessThanOrEqual(maxLargestPaintMs);
  }
  expect.soft(firstLoadBytes, "first-load JavaScript, in bytes").toBeLessThanOrEqual(maxFirstLoadBytes);
});

async function runs(screen: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let run = 1; run <= runCount; run += 1) {
    console.log(`${screen}, run ${run} of ${runCount}`);
    findings.push(await runLighthouse(parley.url + screen));
  }
  return findings;
}

function table(visited: ReadonlyMap<string, readonly Finding[]>): string {
  const heads = [
    "screen",
    "performance",
    "accessibility",
    "best practices",
    "SEO",
    "largest paint",
    "blocked",
  ];
  const lines = [...visited].map(([screen, findings]) => [
    screen,
    ...categories.map((category) => spread(findings.map(({ scores }) => scores[category]))),
    `${spread(findings.map((finding) => finding.largestContentfulPaintMs))} ms`,
    `${spread(findings.map((finding) => finding.totalBlockingMs))} ms`,
    spread(findings.map((finding) => finding.benchmarkIndex)),
  ]);
  const rows = [[...heads, "speed of this machine"], heads.map(() => "---").concat("---"), ...lines];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The middle, and the least and the most where they differ. */
function spread(values: readonly number[]): string {
  const said = [Math.min(...values), middle(values), Math.max(...values)].map((value) => value.toFixed(0));
  return said[0] === said[2] ? `${said[1]}` : `${said[1]} (${said[0]}–${said[2]})`;
}

function middle(values: readonly number[]): number {
  return summarise(values).p50;
}
