import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import autocannon, { type Result } from "autocannon";
import { afterAll, beforeAll, it } from "vitest";
import { builtFolder } from "../../e2e/support/parley.ts";
import { type Row, rowFigures, rowTable } from "../rows.ts";
import { type Program, startProgram } from "./program.ts";

/** `BENCH_RUNS=1` for a quick look. */
const runCount = Number(process.env["BENCH_RUNS"] ?? 3);
/** How long the memory is watched under load. */
const minutes = Number(process.env["BENCH_MINUTES"] ?? 5);
const connections = 50;
const seconds = 8;
/** After so many requests a connection is made anew: the server takes 1,000, and says so; the client does not listen. */
const reconnectRate = 900;
const resultsFile = new URL("../../../bench-results-server.json", import.meta.url);

let upstream: Program;
let bare: Program;
let ours: Program;

beforeAll(async () => {
  upstream = await startProgram(scriptAt("stub-upstream.mjs"));
  bare = await startProgram(scriptAt("bare-route.mjs"));
  // As on a public site: it tells of every request.
  ours = await startProgram(join(builtFolder, "server/main.js"), {
    GEMINI_API_KEY: "key",
    GEMINI_BASE_URL: upstream.url,
    TOKENS_PER_MINUTE: "1000000",
    TOKENS_PER_MINUTE_PER_ADDRESS: "1000000",
    TOKENS_PER_MINUTE_PER_USER: "1000000",
    LOG_LEVEL: "info",
  });
});
afterAll(async () => {
  for (const program of [ours, bare, upstream]) await program.stop();
});

it("measures the token server beside a bare route", async () => {
  const body = await requestBody();
  await load(bare, body, 2);
  await load(ours, body, 2);
  const pairs: { readonly bare: Result; readonly ours: Result }[] = [];
  for (let run = 1; run <= runCount; run += 1) {
    console.log(`run ${run} of ${runCount}`);
    pairs.push({ bare: await load(bare, body, seconds), ours: await load(ours, body, seconds) });
  }
  const script = await someScript();
  const files = await cannon(`${ours.url}${script}`, seconds, { headers: { "accept-encoding": "br" } });
  const looks = await watchMemory(body);
  const rows: readonly Row[] = [
    row(
      "Bare route, requests per second",
      "",
      "",
      pairs.map((pair) => pair.bare.requests.average),
    ),
    row(
      "`POST /api/token`, requests per second",
      "",
      "",
      pairs.map((pair) => pair.ours.requests.average),
    ),
    row(
      "… over those of the bare route",
      "≥ 0.5",
      "×",
      pairs.map((pair) => pair.ours.requests.average / pair.bare.requests.average),
    ),
    row(
      `Bare route, p99 at ${connections} connections`,
      "",
      "ms",
      pairs.map((pair) => pair.bare.latency.p99),
    ),
    row(
      `\`POST /api/token\`, p99 at ${connections} connections`,
      "≤ 50",
      "ms",
      pairs.map((pair) => pair.ours.latency.p99),
    ),
    row("A script in brotli, requests per second", "", "", [files.requests.average]),
    row(`Heap after ${minutes} min of load, over that of its first third`, "≤ 5", "MB", [
      growth(looks, "heapBytes"),
    ]),
    row("Memory of the process, the same", "≤ 10", "MB", [growth(looks, "residentBytes")]),
  ];
  console.log(`\n${rowTable(`body of ${body.length} bytes`, rows)}\n`);
  const machine = { cpus: cpus().length, cpu: cpus()[0]?.model, node: process.version, load: loadavg() };
  const figures = { machine, measures: rowFigures(rows), looks };
  writeFileSync(resultsFile, `${JSON.stringify(figures, undefined, 2)}\n`);
});

function scriptAt(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function row(title: string, goal: string, unit: Row["unit"], values: readonly number[]): Row {
  return { title, goal, unit, values };
}

/** What the app sends: an instruction and every tool. */
async function requestBody(): Promise<string> {
  const { tools } = await (await fetch(`${ours.url}/api/tools`)).json();
  return JSON.stringify({
    model: "gemini-3.8-live",
    voice: "Kore",
    language: "de-DE",
    instruction: "You are a friendly voice agent on the telephone. Be brief. ".repeat(10),
    tools,
  });
}

function load(program: Program, body: string, duration: number): Promise<Result> {
  const headers = { "content-type": "application/json", origin: program.url };
  return cannon(`${program.url}/api/token`, duration, { method: "POST", headers, body });
}

/** @throws when anything but a good answer comes: a refusal costs less than what is measured */
async function cannon(
  url: string,
  duration: number,
  how: Pick<autocannon.Options, "method" | "headers" | "body">,
): Promise<Result> {
  const result = await autocannon({ url, connections, duration, reconnectRate, ...how });
  const { non2xx, errors, timeouts } = result;
  if (non2xx + errors + timeouts > 0) {
    throw new Error(`${url}: ${non2xx} answers without 2xx, ${errors} errors, ${timeouts} time-outs.`);
  }
  return result;
}

async function someScript(): Promise<string> {
  const path = /src="([^"]+\.js)"/.exec(await (await fetch(ours.url)).text())?.[1];
  if (path === undefined) throw new Error("The app has no script.");
  const answer = await fetch(new URL(path, ours.url), { headers: { "Accept-Encoding": "br" } });
  if (answer.headers.get("content-encoding") !== "br") throw new Error(`${path} is not compressed.`);
  return new URL(path, ours.url).pathname;
}

interface Look {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Looks at the server's own numbers every five seconds, under load. */
async function watchMemory(body: string): Promise<readonly Look[]> {
  const looks: Look[] = [];
  const timer = setInterval(() => void look().then((seen) => looks.push(seen)), 5_000);
  await load(ours, body, Math.max(15, Math.round(minutes * 60)));
  clearInterval(timer);
  return looks;
}

async function look(): Promise<Look> {
  const text = await (await fetch(`${ours.url}/metrics`)).text();
  const number = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  return {
    residentBytes: number("process_resident_memory_bytes"),
    heapBytes: number("nodejs_heap_size_used_bytes"),
  };
}

/** In MB. Between two collections memory goes up and down; what has piled up is there at every look. */
function growth(all: readonly Look[], name: keyof Look): number {
  // Under load a process first grows to the size it works in.
  const looks = all.slice(Math.ceil(all.length / 10));
  const third = Math.ceil(looks.length / 3);
  const least = (part: readonly Look[]) => Math.min(...part.map((look) => look[name]));
  return (least(looks.slice(-third)) - least(looks.slice(0, third))) / 1e6;
}
