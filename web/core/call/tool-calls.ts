import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import type { LogEntry, ToolCallEntry } from "./state.ts";

/** The running entry of a call id: the only state in which a call may still be answered. */
export function runningCall(log: readonly LogEntry[], callId: string): ToolCallEntry | undefined {
  return runningCalls(log).find((entry) => entry.call.id === callId);
}

/** Every call that is still owed an answer. */
export function runningCalls(log: readonly LogEntry[]): readonly ToolCallEntry[] {
  return log.filter(
    (entry): entry is ToolCallEntry => entry.kind === "tool-call" && entry.status === "running",
  );
}

/** Calls of a message that are not known yet: the service may repeat itself. */
export function newCalls(log: readonly LogEntry[], calls: readonly ToolCall[]): readonly ToolCall[] {
  return calls.filter(
    (call, index) =>
      calls.findIndex((other) => other.id === call.id) === index &&
      !log.some((entry) => entry.kind === "tool-call" && entry.call.id === call.id),
  );
}

/** A call that has just been asked for. */
export function newToolCallEntry(id: number, call: ToolCall, atMs: number): ToolCallEntry {
  return {
    kind: "tool-call",
    id,
    call,
    status: "running",
    startedAtMs: atMs,
    endedAtMs: undefined,
    response: undefined,
  };
}

/** Notes the answer to a call. */
export function settleCall(
  log: readonly LogEntry[],
  outcome: ToolOutcome,
  atMs: number,
): readonly LogEntry[] {
  return changeCall(log, outcome.response.id, (entry) => ({
    ...entry,
    status: outcome.ok ? "done" : "failed",
    endedAtMs: atMs,
    response: outcome.response.response,
  }));
}

/** Withdraws calls: they are never answered. */
export function cancelCalls(
  log: readonly LogEntry[],
  ids: readonly string[],
  atMs: number,
): readonly LogEntry[] {
  return ids.reduce(
    (changed, id) => changeCall(changed, id, (entry) => ({ ...entry, status: "cancelled", endedAtMs: atMs })),
    log,
  );
}

function changeCall(
  log: readonly LogEntry[],
  callId: string,
  change: (entry: ToolCallEntry) => ToolCallEntry,
): readonly LogEntry[] {
  const running = runningCall(log, callId);
  return running === undefined ? log : log.map((entry) => (entry === running ? change(running) : entry));
}
