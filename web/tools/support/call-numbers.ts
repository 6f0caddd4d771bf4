import type { PastCall } from "../../core/tools/history.ts";
import { addDays, type Day, dayOf } from "./calendar.ts";

/** What a set of conversations adds up to. */
export interface CallNumbers {
  readonly calls: number;
  readonly minutes: number;
  readonly turns: { readonly user: number; readonly agent: number };
  readonly toolCalls: number;
  /** Most used first. */
  readonly tools: readonly { readonly name: string; readonly count: number }[];
  /** From the end of the person's turn to the agent's first sound; undefined if never measured. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | undefined;
}

/** Adds up conversations. */
export function callNumbers(calls: readonly PastCall[]): CallNumbers {
  const turns = calls.flatMap((call) => call.turns);
  const tools = calls.flatMap((call) => call.tools);
  const latencies = calls.flatMap((call) => call.latenciesMs);
  const user = turns.filter(({ role }) => role === "user").length;
  return {
    calls: calls.length,
    minutes: minutesOf(calls),
    turns: { user, agent: turns.length - user },
    toolCalls: tools.length,
    tools: tally(tools),
    latencyMs:
      latencies.length === 0 ? undefined : { p50: percentile(latencies, 50), p95: percentile(latencies, 95) },
  };
}

/** How long they took together, in minutes with one decimal. */
export function minutesOf(calls: readonly PastCall[]): number {
  return Math.round(calls.reduce((sum, { durationMs }) => sum + durationMs, 0) / 6000) / 10;
}

/**
 * The smallest of the values that at least so many per cent do not exceed (nearest rank), in whole ms.
 * @param values at least one
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return Math.round(sorted[rank - 1] ?? 0);
}

/** How often each name occurs, most often first; equals in the order of the alphabet. */
function tally(names: readonly string[]): CallNumbers["tools"] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

/** Conversations of one day, or of one month. */
export interface CallGroup {
  /** `2026-11-20` or `2026-11`. */
  readonly label: string;
  readonly calls: readonly PastCall[];
}

/** As many days as a chart has room for. */
const mostDays = 31;

/**
 * The conversations of each day of the span, days without any included; of each month if there are too many days for
 * a chart. Oldest first; only the newest 31 groups.
 */
export function groupCalls(
  calls: readonly PastCall[],
  first: Day,
  last: Day,
  timeZone: string,
): readonly CallGroup[] {
  const days = daysBetween(first, last);
  const length = days.length > mostDays ? "2026-11".length : first.length;
  const groups = new Map<string, PastCall[]>(days.map((day) => [day.slice(0, length), []]));
  for (const call of calls) groups.get(dayOf(call.startedAtMs, timeZone).slice(0, length))?.push(call);
  return Array.from(groups, ([label, ofGroup]) => ({ label, calls: ofGroup })).slice(-mostDays);
}

function daysBetween(first: Day, last: Day): readonly Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
