import { summarise } from "./figures.ts";

/** Something that was measured, and how often. */
export interface Row {
  readonly title: string;
  readonly goal: string;
  readonly unit: "ms" | "×" | "MB" | "";
  readonly values: readonly number[];
}

const digits: Readonly<Record<Row["unit"], number>> = { ms: 0, "×": 2, MB: 0, "": 0 };

/** In Markdown: p50 / p95 / max. @param digitsOf digits after the point where the unit's usual ones say too little */
export function rowTable(
  heading: string,
  rows: readonly Row[],
  digitsOf: Partial<typeof digits> = {},
): string {
  const lines = rows.map(({ title, goal, unit, values }) => {
    const { p50, p95, max, n } = summarise(values);
    const count = digitsOf[unit] ?? digits[unit];
    const said = [p50, p95, max].map((value) => value.toFixed(count)).join(" / ");
    return `| ${title} | ${goal} | ${said} ${unit} | ${n} |`;
  });
  return [`| ${heading} | goal | p50 / p95 / max | n |`, "| --- | --- | --- | --- |", ...lines].join("\n");
}

/** The same for programs. */
export function rowFigures(rows: readonly Row[]) {
  return rows.map((row) => ({ ...row, ...summarise(row.values) }));
}
