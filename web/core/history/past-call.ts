import type { LogEntry } from "../call/log-entry.ts";
import type { PastCall } from "../tools/history.ts";
import type { CallRecord } from "./record.ts";
import { saidText, saidTurns } from "./said.ts";

/** What tools may know of a call that is over; undefined while it runs, and if nothing was said in it. */
export function pastCall(record: CallRecord, log: readonly LogEntry[]): PastCall | undefined {
  const turns = saidTurns(log);
  if (record.status === "running" || turns.length === 0) return undefined;
  const { startedAtMs, endedAtMs, title, end, context, tools, latenciesMs } = record;
  return {
    startedAtMs,
    durationMs: Math.max(0, (endedAtMs ?? startedAtMs) - startedAtMs),
    title,
    turns: turns.map((turn) => ({ role: turn.role, text: saidText(turn) })),
    hangUpReason: end?.type === "agent-hung-up" ? end.reason : undefined,
    context,
    tools,
    latenciesMs,
  };
}
