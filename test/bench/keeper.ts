import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { afterAll, expect, it } from "vitest";
import { warmUp } from "../../token-server/simulator/speech.ts";
import { LongCall } from "../keeper/long-call.ts";
import { survive } from "../keeper/survive.ts";
import { openPage, servePage } from "./bench-page.ts";
import { surviveInBrowser } from "./browser-cuts.ts";
import { type Row, rowFigures, rowTable } from "./rows.ts";
import { soak } from "./soak.ts";

/** `BENCH_CUTS=10` for fewer; `BENCH_BROWSER_CUTS=3` for fewer in the browser, `BENCH_SEED=7` for those that failed; `BENCH_SOAK=60` for seconds of a soak. */
const cuts = Number(process.env["BENCH_CUTS"] ?? 50);
const seed = Number(process.env["BENCH_SEED"] ?? 11);
const browserCuts = Number(process.env["BENCH_BROWSER_CUTS"] ?? 50);
const soakSeconds = Number(process.env["BENCH_SOAK"] ?? 360);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 8);
const resultsFile = new URL("../../bench-results-keeper.json", import.meta.url);
const roundTripMs = 50;
const deaths = 30;

const rows: Row[] = [];

afterAll(() => {
  console.log(
    `\n${rowTable("A call that does not drop", rows)}\n\nLoad average: ${loadavg()[0]?.toFixed(1)}.`,
  );
  const machine = { cpus: cpus().length, cpu: cpus()[0]?.model, load: loadavg()[0] };
  writeFileSync(
    resultsFile,
    `${JSON.stringify({ machine, seed, measures: rowFigures(rows) }, undefined, 2)}\n`,
  );
});

it("moves, and comes back from cuts and frozen peers", async () => {
  await warmUp();
  const long = await LongCall.begin({ seed, speed: 1, durationMs: 600_000 });
  long.wire.speed({ roundTripMs });
  // The session that is open began before the line became long.
  long.wire.cut();
  const away = async (act: () => void): Promise<number> => {
    await long.clock.wait(16_000);
    await long.untilQuiet();
    const before = long.awayMs.length;
    act();
    while (long.awayMs.length === before && !long.isOver) await long.clock.wait(20);
    return long.awayMs.at(-1) ?? Number.NaN;
  };
  const moves: number[] = [];
  const broken: number[] = [];
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    moves.push(await away(() => long.call.refresh()));
    broken.push(await away(() => long.wire.cut()));
  }
  for (let round = 0; round < Math.ceil(rounds / 2); round += 1) {
    await long.clock.wait(16_000);
    await long.untilQuiet();
    const frozenAtMs = long.clock.now();
    long.wire.freeze();
    while (long.call.state.get().phase.name === "live") await long.clock.wait(20);
    found.push(long.clock.now() - frozenAtMs);
  }
  await long.untilQuiet();
  await long.stop();
  rows.push(
    { title: "Planned move, without a session, 50 ms round trip", goal: "≤ 300", unit: "ms", values: moves },
    {
      title: "Cut, from the loss to the new session, 50 ms round trip",
      goal: "≤ 1500",
      unit: "ms",
      values: broken,
    },
    { title: "Frozen peer, from the freeze to its discovery", goal: "", unit: "ms", values: found },
    {
      title: "… after the 5 s of silence that prove it",
      goal: "≤ 3000",
      unit: "ms",
      values: found.map((ms) => ms - 5_000),
    },
    { title: "Sound of the person left out in all of that", goal: "0", unit: "ms", values: [long.droppedMs] },
  );
});

it("rebuilds worklets that break", async () => {
  const server = await servePage();
  const { page, browser } = await openPage(server);
  const found = await page.evaluate((count) => window.bench.rebuilds(count), deaths);
  await browser.close();
  await server.close();
  rows.push(
    { title: "Capture worklet broken: sound missing", goal: "≤ 100", unit: "ms", values: found.missingMs },
    { title: "… until the next chunk on the page", goal: "≤ 100", unit: "ms", values: found.captureMs },
    {
      title: "Playback worklet broken, until the next one plays",
      goal: "≤ 100",
      unit: "ms",
      values: found.playbackMs,
    },
  );
});

it("survives many cuts", async () => {
  const { story, faults, awayMs } = await survive(seed, cuts, 4);
  console.log(`seed ${seed}\n${story}`);
  expect(faults, story).toEqual([]);
  rows.push({
    title: `${cuts} mishaps at four times the speed, without a session`,
    goal: "",
    unit: "ms",
    values: awayMs,
  });
});

it("survives many cuts in the browser", async () => {
  const { story, faults, awayMs, figures } = await surviveInBrowser(seed, browserCuts);
  console.log(`seed ${seed}\n${story}\n${figures}`);
  expect(faults, story).toEqual([]);
  rows.push({
    title: `${browserCuts} mishaps in the browser, without a session`,
    goal: "",
    unit: "ms",
    values: awayMs,
  });
});

it("soaks: nothing piles up in a long call with planned moves", async () => {
  const { story, figures } = await soak(soakSeconds);
  console.log(story);
  rows.push(...figures);
});
