import type { ToolCall, ToolOutcome, ToolResponse } from "../live/messages.ts";
import type { LogEntry, ToolCallEntry } from "./log-entry.ts";

/**
 * How long a finished call answers for a repetition. The service was seen to drop a call without a word and to ask
 * again, with the same arguments, 2.6–3.6 s later.
 */
const repeatedWithinMs = 5_000;

/** The entry of a call id that is still owed an answer: the only state in which a call may be answered. */
export function openCall(log: readonly LogEntry[], callId: string): ToolCallEntry | undefined {
  return openCalls(log).find((entry) => knownIds(entry).includes(callId));
}

/** Every call that is still owed an answer. */
export function openCalls(log: readonly LogEntry[]): readonly ToolCallEntry[] {
  return toolEntries(log).filter(isOpen);
}

/** Calls that the service waits for: not those that it knows to go on, nor those that it has not asked for itself. */
export function awaitedCalls(log: readonly LogEntry[]): readonly ToolCallEntry[] {
  return openCalls(log).filter(({ answer, inBackground }) => answer === "response" && inBackground !== true);
}

function isOpen(entry: ToolCallEntry): boolean {
  return entry.status === "running" || entry.status === "asking";
}

function knownIds(entry: ToolCallEntry): readonly string[] {
  return [entry.call.id, ...entry.ids];
}

function toolEntries(log: readonly LogEntry[]): readonly ToolCallEntry[] {
  return log.filter((entry): entry is ToolCallEntry => entry.kind === "tool-call");
}

/** Calls of a message that are not known yet: the service may repeat itself. */
export function newCalls(log: readonly LogEntry[], calls: readonly ToolCall[]): readonly ToolCall[] {
  const known = new Set(toolEntries(log).flatMap(knownIds));
  return calls.filter(
    ({ id }, index) => !known.has(id) && calls.findIndex((other) => other.id === id) === index,
  );
}

/**
 * An earlier call for the same thing whose answer the service still waits for, or did not take: its effect must not
 * happen twice. An answer that the agent has spoken about, or made another call after, was taken; asking again then
 * means asking anew.
 */
export function sameCall(log: readonly LogEntry[], call: ToolCall, atMs: number): ToolCallEntry | undefined {
  return toolEntries(log).findLast(
    (entry) =>
      entry.call.name === call.name &&
      sameJson(entry.call.args, call.args) &&
      (isOpen(entry) || (wasJustDone(entry, atMs) && isAgentsLast(log, entry))),
  );
}

function wasJustDone({ status, endedAtMs }: ToolCallEntry, atMs: number): boolean {
  return status === "done" && endedAtMs !== undefined && atMs - endedAtMs <= repeatedWithinMs;
}

function isAgentsLast(log: readonly LogEntry[], entry: ToolCallEntry): boolean {
  return log.slice(log.indexOf(entry) + 1).every((later) => later.kind === "turn" && later.role === "user");
}

/** A call that has just been asked for. */
export function newToolCallEntry(
  id: number,
  call: ToolCall,
  atMs: number,
  answer: ToolCallEntry["answer"] = "response",
): ToolCallEntry {
  return {
    kind: "tool-call",
    id,
    call,
    ids: [call.id],
    answer,
    status: "running",
    startedAtMs: atMs,
    endedAtMs: undefined,
    response: undefined,
    progress: undefined,
    cards: [],
  };
}

/** Notes how a call went. */
export function settleCall(
  log: readonly LogEntry[],
  outcome: ToolOutcome,
  atMs: number,
): readonly LogEntry[] {
  const { status, response } = outcome;
  return changeCall(log, response.id, (entry) => ({
    ...entry,
    status,
    endedAtMs: atMs,
    response: response.response,
  }));
}

/** The answer under every id that is owed it. */
export function answersOf(entry: ToolCallEntry, response: ToolResponse): readonly ToolResponse[] {
  return entry.ids.map((id) => ({ ...response, id }));
}

/** Withdraws ids: they are never answered. An entry that nobody is owed any more is cancelled. */
export function withdraw(
  log: readonly LogEntry[],
  ids: readonly string[],
  atMs: number,
): readonly LogEntry[] {
  return log.map((entry) =>
    entry.kind === "tool-call" && isOpen(entry) ? withdrawn(entry, ids, atMs) : entry,
  );
}

function withdrawn(entry: ToolCallEntry, ids: readonly string[], atMs: number): ToolCallEntry {
  const owed = entry.ids.filter((id) => !ids.includes(id));
  if (owed.length === entry.ids.length) return entry;
  return owed.length > 0
    ? { ...entry, ids: owed }
    : { ...entry, ids: [], status: "cancelled", endedAtMs: atMs };
}

/** Every open call is withdrawn: nobody is left to be answered. */
export function cancelOpen(log: readonly LogEntry[], atMs: number): readonly LogEntry[] {
  return log.map((entry) =>
    entry.kind === "tool-call" && isOpen(entry)
      ? { ...entry, ids: [], status: "cancelled", endedAtMs: atMs }
      : entry,
  );
}

/**
 * The session that asked is lost, and the next one does not know the ids: what is found is told in words, unless it
 * asks again.
 */
export function orphan(log: readonly LogEntry[]): readonly LogEntry[] {
  return log.map((entry) =>
    entry.kind === "tool-call" && isOpen(entry) ? { ...entry, ids: [], answer: "text" } : entry,
  );
}

/** A result for a service that does not wait for it as an answer. */
export function inWords(name: string, response: Readonly<Record<string, unknown>>): string {
  return `${name} now says: ${JSON.stringify(response)}`;
}

/** Changes the open entry of a call id; the same log if there is none. */
export function changeCall(
  log: readonly LogEntry[],
  callId: string,
  change: (entry: ToolCallEntry) => ToolCallEntry,
): readonly LogEntry[] {
  const open = openCall(log, callId);
  return open === undefined ? log : log.map((entry) => (entry === open ? change(open) : entry));
}

function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** JSON with sorted keys: arguments mean the same in any order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
