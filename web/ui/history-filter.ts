import type { CallRecord } from "../core/history/record.ts";
import type { CallMatch } from "../core/history/search.ts";
import { type Period, periodStartMs } from "./history-days.ts";

/** Which calls a person wants to see. All of it must hold. */
export interface Filter {
  readonly isStarred: boolean;
  /** Undefined: of any agent. */
  readonly agentId: string | undefined;
  readonly period: Period;
}

/** Everything. */
export const noFilter: Filter = { isStarred: false, agentId: undefined, period: "any" };

/** Nothing is left out. */
export function isOpen({ isStarred, agentId, period }: Filter): boolean {
  return !isStarred && agentId === undefined && period === "any";
}

/** A call as a row shows it. */
export interface HistoryRow {
  readonly call: CallRecord;
  /** Where the searched words are; undefined when nothing is searched. */
  readonly match: CallMatch | undefined;
  /** Its page is gone, and the person may return to it. */
  readonly isInterrupted: boolean;
}

/** What the rows are made of. */
export interface HistoryView {
  readonly calls: readonly CallRecord[];
  /** Ids of calls that are about to be deleted. */
  readonly removed: readonly string[];
  /** See `HistorySide`. */
  readonly interrupted: string | undefined;
  readonly filter: Filter;
  /** Undefined when nothing is searched. */
  readonly matches: readonly CallMatch[] | undefined;
  readonly nowMs: number;
}

/** The calls to show, in the order of the matches or of the calls. */
export function rowsOf(view: HistoryView): readonly HistoryRow[] {
  const { calls, removed, interrupted, filter, matches, nowMs } = view;
  const hidden = new Set(removed);
  const sinceMs = periodStartMs(filter.period, nowMs);
  const isWanted = (call: CallRecord) =>
    !hidden.has(call.id) &&
    call.startedAtMs >= sinceMs &&
    (!filter.isStarred || call.isStarred) &&
    (filter.agentId === undefined || call.agent.id === filter.agentId);
  const wanted = calls.filter(isWanted);
  const rowOf = (call: CallRecord, match?: CallMatch): HistoryRow => ({
    ...{ call, match },
    isInterrupted: call.id === interrupted && call.status === "running",
  });
  if (matches === undefined) return wanted.map((call) => rowOf(call));
  const byId = new Map(wanted.map((call) => [call.id, call]));
  return matches.flatMap((match) => {
    const call = byId.get(match.callId);
    return call === undefined ? [] : [rowOf(call, match)];
  });
}

/** The agents of these calls, each under its newest name, by name. */
export function agentsOf(calls: readonly CallRecord[]): readonly CallRecord["agent"][] {
  const agents = new Map<string, CallRecord["agent"]>();
  for (const { agent } of calls) if (!agents.has(agent.id)) agents.set(agent.id, agent);
  return [...agents.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** Rows that are put on the page in one frame: two screens of a phone; 60 were measured to take longer than 50 ms. */
export const pageRows = 20;

/**
 * The first rows in pages. A page with the same rows as before is the same array, so that it is not drawn again.
 * @param before what this function answered the last time
 */
export function pagesOf(
  rows: readonly HistoryRow[],
  pages: number,
  before: readonly (readonly HistoryRow[])[],
): readonly (readonly HistoryRow[])[] {
  const count = Math.min(pages, Math.ceil(rows.length / pageRows));
  return Array.from({ length: count }, (_, index) => {
    const page = rows.slice(index * pageRows, (index + 1) * pageRows);
    const old = before[index];
    return old !== undefined && sameRows(old, page) ? old : page;
  });
}

function sameRows(these: readonly HistoryRow[], those: readonly HistoryRow[]): boolean {
  return (
    these.length === those.length &&
    these.every(
      ({ call, match, isInterrupted }, index) =>
        call === those[index]?.call &&
        match === those[index]?.match &&
        isInterrupted === those[index]?.isInterrupted,
    )
  );
}
