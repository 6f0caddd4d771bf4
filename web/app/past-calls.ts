import type { LogEntry } from "../core/call/log-entry.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { pastCall } from "../core/history/past-call.ts";
import type { CallRecord } from "../core/history/record.ts";
import { saidText } from "../core/history/said.ts";
import type { Clock } from "../core/ports.ts";
import type { CallHistory, PastCall } from "../core/tools/history.ts";
import { everyCall, everyEntry, inSlices } from "./every-call.ts";

/** With more calls than this it is quicker to read the turns of all calls than those of each. */
const fewCalls = 50;

/** The calls that are over, for the tools. @param load gives the store, which may have to be loaded first */
export function pastCalls(load: () => Promise<CallStore>, clock: Clock): CallHistory {
  return {
    async search(query, limit) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length === 0) return [];
      const store = await load();
      return newest(await callsWith(words, store, clock), limit, store, clock);
    },
    async between(fromMs, untilMs) {
      const store = await load();
      const records = await callsFrom(fromMs, store, clock);
      const within = records.filter(({ startedAtMs }) => startedAtMs < untilMs);
      return (await withTurns(within, store, clock)).toReversed();
    },
  };
}

/** Ids of the calls in whose turns all of these words occur. */
async function callsWith(
  words: readonly string[],
  store: CallStore,
  clock: Clock,
): Promise<ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for await (const entries of everyEntry(store, clock)) {
    await inSlices(entries, clock, ({ callId, entry }) => {
      if (entry.kind !== "turn") return;
      const text = saidText(entry).toLowerCase();
      const known = found.get(callId) ?? new Set<string>();
      for (const word of words) if (text.includes(word)) known.add(word);
      found.set(callId, known);
    });
  }
  const wanted = new Set(words).size;
  return new Set([...found].flatMap(([id, known]) => (known.size === wanted ? [id] : [])));
}

async function newest(
  ids: ReadonlySet<string>,
  limit: number,
  store: CallStore,
  clock: Clock,
): Promise<readonly PastCall[]> {
  const found: PastCall[] = [];
  if (ids.size === 0) return found;
  for await (const page of everyCall(store, clock)) {
    for (const record of page) {
      if (found.length >= limit) return found;
      const call = ids.has(record.id) ? pastCall(record, await store.entries(record.id)) : undefined;
      if (call !== undefined) found.push(call);
    }
  }
  return found;
}

/** Newest first. */
async function callsFrom(fromMs: number, store: CallStore, clock: Clock): Promise<readonly CallRecord[]> {
  const records: CallRecord[] = [];
  for await (const page of everyCall(store, clock)) {
    const since = page.filter(({ startedAtMs }) => startedAtMs >= fromMs);
    records.push(...since);
    if (since.length < page.length) break;
  }
  return records;
}

async function withTurns(
  records: readonly CallRecord[],
  store: CallStore,
  clock: Clock,
): Promise<readonly PastCall[]> {
  const logs = records.length > fewCalls ? await allLogs(store, clock) : undefined;
  const calls: PastCall[] = [];
  await inSlices(records, clock, async (record) => {
    const log = logs === undefined ? await store.entries(record.id) : logs.get(record.id);
    const call = pastCall(record, log ?? []);
    if (call !== undefined) calls.push(call);
  });
  return calls;
}

async function allLogs(store: CallStore, clock: Clock): Promise<ReadonlyMap<string, readonly LogEntry[]>> {
  const logs = new Map<string, LogEntry[]>();
  for await (const entries of everyEntry(store, clock)) {
    for (const { callId, entry } of entries) {
      const log = logs.get(callId);
      if (log === undefined) logs.set(callId, [entry]);
      else log.push(entry);
    }
  }
  await inSlices(logs.values(), clock, (log) => {
    log.sort((one, other) => one.id - other.id);
  });
  return logs;
}
