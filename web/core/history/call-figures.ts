import type { CallRecord } from "./record.ts";

/** How long the person waited for answers: from the end of a turn to the first sound. */
export interface WaitFigures {
  readonly medianMs: number;
  readonly worstMs: number;
}

/** How often a tool ran. */
export interface ToolCount {
  readonly name: string;
  readonly count: number;
}

/** Undefined if nothing was answered. */
export function waitFigures(latenciesMs: readonly number[]): WaitFigures | undefined {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const worstMs = sorted.at(-1);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (worstMs === undefined || upper === undefined || lower === undefined) return undefined;
  return { medianMs: (lower + upper) / 2, worstMs };
}

/** Each tool once, the most used first, in order of first use among equals. */
export function toolCounts(tools: CallRecord["tools"]): readonly ToolCount[] {
  const counts = new Map<string, number>();
  for (const name of tools) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
