import type { IDBPDatabase } from "idb";
import type { Picture } from "../core/video/picture.ts";
import { type CallDatabase, stored } from "./call-database.ts";
import { type CallTransaction, ofCall } from "./call-sound.ts";
import { inTransaction } from "./idb-database.ts";

/** Keeps pictures of a call, which counts them. @returns false if the call is gone: then none is kept */
export async function addPictures(
  tx: CallTransaction,
  callId: string,
  pictures: readonly Picture[],
): Promise<boolean> {
  const call = await tx.objectStore("calls").get(callId);
  if (call === undefined) return false;
  const heads = tx.objectStore("pictures");
  // Async, as a JPEG that was given away throws at once, and those before it would be left alone.
  await Promise.all([
    ...pictures.map(async ({ jpeg, atMs }) => tx.objectStore("jpegs").put(jpeg, [callId, atMs])),
    ...pictures.map(async ({ jpeg, ...picture }) =>
      heads.put({ ...picture, callId, bytes: jpeg.byteLength }),
    ),
  ]);
  const count = await heads.count(ofCall(callId));
  await tx.objectStore("calls").put(stored({ ...call.record, pictures: count }));
  return true;
}

/** All pictures of a call, oldest first. */
export function picturesOf(
  database: IDBPDatabase<CallDatabase>,
  callId: string,
): Promise<readonly Picture[]> {
  return inTransaction(database.transaction(["pictures", "jpegs"]), async (tx) => {
    const [heads, jpegs] = await Promise.all([
      tx.objectStore("pictures").getAll(ofCall(callId)),
      tx.objectStore("jpegs").getAll(ofCall(callId)),
    ]);
    // Both stores have the same keys, so what stands side by side belongs together.
    return heads.flatMap(({ atMs, source, width, height }, i) => {
      const jpeg = jpegs[i];
      return jpeg === undefined ? [] : [{ atMs, source, width, height, jpeg }];
    });
  });
}

/** Drops the pictures of a call; its record is not touched. */
export async function dropPictures(tx: CallTransaction, callId: string): Promise<void> {
  await Promise.all([
    tx.objectStore("pictures").delete(ofCall(callId)),
    tx.objectStore("jpegs").delete(ofCall(callId)),
  ]);
}
