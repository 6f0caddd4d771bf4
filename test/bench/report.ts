import { summarise } from "./figures.ts";
import { type Measure, type MeasureName, measures, type Run } from "./measures.ts";
import { type Contender, contenders } from "./page/contenders.ts";

const headings = {
  parley: "Parley",
  "worklet-32ms": "a 32 ms worklet",
  "console-128ms": "a 128 ms console-style player",
} as const satisfies Readonly<Record<Contender, string>>;

const names = Object.keys(measures) as MeasureName[];

/** A table in Markdown: p50 / p95 / max over all runs. */
export function table(runs: readonly Run[]): string {
  const rows = [
    ["", "goal", ...contenders.map((name) => headings[name]), "n"],
    ...names.map((name) => [
      measures[name].title,
      measures[name].goal,
      ...contenders.map((contender) => cell(runs, name, contender)),
      countOf(runs, name),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`);
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** The same for programs: for each measure and contender the summary, overall and per run. */
export function figures(runs: readonly Run[]) {
  return names.map((name) => ({
    name,
    title: measures[name].title,
    goal: measures[name].goal,
    unit: measures[name].unit,
    results: Object.fromEntries(
      contenders
        .filter((contender) => runs.some((run) => run[name]?.[contender] !== undefined))
        .map((contender) => [
          contender,
          {
            said: cell(runs, name, contender),
            ...summarise(valuesOf(runs, name, contender)),
            runs: runs.map((run) => summarise(run[name]?.[contender] ?? [])),
          },
        ]),
    ),
  }));
}

function cell(runs: readonly Run[], name: MeasureName, contender: Contender): string {
  const values = valuesOf(runs, name, contender);
  const isMeasured = runs.some((run) => run[name]?.[contender] !== undefined);
  return isMeasured ? measures[name].say(values) : "–";
}

function countOf(runs: readonly Run[], name: MeasureName): string {
  const measure: Measure = measures[name];
  return measure.n ?? String(valuesOf(runs, name, "parley").length);
}

function valuesOf(runs: readonly Run[], name: MeasureName, contender: Contender): readonly number[] {
  return runs.flatMap((run) => run[name]?.[contender] ?? []);
}
