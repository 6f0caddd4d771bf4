import type { IDBPTransaction, StoreNames } from "idb";
import type { CallRecord } from "../core/history/record.ts";
import type { PieceHead, TrackName } from "../core/recording/track.ts";
import { type CallDatabase, stored } from "./call-database.ts";

/** What changes a call as a whole. */
export type CallTransaction = IDBPTransaction<CallDatabase, StoreNames<CallDatabase>[], "readwrite">;

/** Every key that begins with this call's id: arrays sort after all else. */
export function ofCall(callId: string): IDBKeyRange {
  return IDBKeyRange.bound([callId], [callId, []]);
}

export function ofTrack(callId: string, track: TrackName, fromIndex = 0): IDBKeyRange {
  return IDBKeyRange.bound([callId, track, fromIndex], [callId, track, []]);
}

export function pieceBytes({ frames }: PieceHead): number {
  return frames * Int16Array.BYTES_PER_ELEMENT;
}

/** Drops the pieces of a call, and their size from what is counted. */
export async function dropPieces(tx: CallTransaction, callId: string): Promise<void> {
  const sizes = tx.objectStore("sizes");
  const [size] = await Promise.all([
    sizes.get(callId),
    tx.objectStore("heads").delete(ofCall(callId)),
    tx.objectStore("pcm").delete(ofCall(callId)),
  ]);
  if (size !== undefined) await sizes.put({ ...size, pieceBytes: 0 });
}

/** Drops everything that can be heard of a call. */
export async function dropSound(tx: CallTransaction, callId: string): Promise<void> {
  await Promise.all([
    tx.objectStore("heads").delete(ofCall(callId)),
    tx.objectStore("pcm").delete(ofCall(callId)),
    tx.objectStore("recordings").delete(callId),
    tx.objectStore("sizes").delete(callId),
  ]);
}

/** Changes a call's record. */
export async function changeRecord(
  tx: CallTransaction,
  callId: string,
  change: (record: CallRecord) => CallRecord,
): Promise<void> {
  const calls = tx.objectStore("calls");
  const call = await calls.get(callId);
  if (call !== undefined) await calls.put(stored(change(call.record)));
}
