import type { CallLocks } from "../core/history/call-locks.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
import { isWorthRecovering, type Remains, recoveredRecord, settledEntry } from "../core/history/recovered.ts";

export interface RecoverPorts {
  readonly store: CallStore;
  readonly locks: CallLocks;
  /** The call that the person may still return to. Never rejects. */
  readonly offered: () => Promise<string | undefined>;
}

/**
 * Ends the calls whose page went away while they ran: each becomes `recovered`, or is deleted if nothing is left of it.
 * @param records any calls of the store
 * @returns the calls that are recovered now
 * @throws StorageError
 */
export async function recoverCalls(
  records: readonly CallRecord[],
  { store, locks, offered }: RecoverPorts,
): Promise<readonly CallRecord[]> {
  const running = records.filter(({ status }) => status === "running");
  if (running.length === 0) return [];
  const [alive, waiting] = await Promise.all([locks.alive(running.map(({ id }) => id)), offered()]);
  const recovered: CallRecord[] = [];
  for (const record of running) {
    if (alive.has(record.id) || record.id === waiting) continue;
    const now = await recoverCall(record, store);
    if (now !== undefined) recovered.push(now);
  }
  return recovered;
}

/** Its page may have ended it between the listing and the look at who is alive: then it stays as it is. */
async function recoverCall({ id }: CallRecord, store: CallStore): Promise<CallRecord | undefined> {
  const record = await store.getCall(id);
  if (record?.status !== "running") return undefined;
  const remains = await remainsOf(id, store);
  if (!isWorthRecovering(record, remains)) {
    await store.deleteCalls([id]);
    return undefined;
  }
  const { endedAtMs = record.startedAtMs } = recoveredRecord(record, remains);
  const settled = remains.log.map((entry) => settledEntry(entry, endedAtMs));
  const changed = settled.filter((entry, index) => entry !== remains.log[index]);
  if (changed.length > 0) await store.putEntries(changed.map((entry) => ({ callId: id, entry })));
  const now = await store.changeCall(id, (stored) =>
    stored.status === "running" ? recoveredRecord(stored, remains) : stored,
  );
  return now?.status === "recovered" ? now : undefined;
}

/** Everything that is stored of a call. @throws StorageError */
export async function remainsOf(id: string, store: CallStore): Promise<Remains> {
  const [log, user, agent] = await Promise.all([
    store.entries(id),
    store.pieceHeads(id, "user"),
    store.pieceHeads(id, "agent"),
  ]);
  return { log, heads: [...user, ...agent] };
}
