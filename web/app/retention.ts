import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
import { expired } from "../core/history/retention.ts";
import type { Settings } from "../core/settings.ts";

/** Calls that are deleted in one transaction: few, so that no other waits long. */
const atOnce = 20;

/**
 * Deletes of these calls what the person does not want to keep longer.
 * @param records any calls of the store
 * @throws StorageError
 */
export async function applyRetention(
  records: readonly CallRecord[],
  settings: Pick<Settings, "keepCallsDays" | "keepSoundDays">,
  store: CallStore,
  nowMs: number,
): Promise<void> {
  const old = expired(records, settings, nowMs);
  const concerned = new Set([...old.calls, ...old.media]);
  for (const some of chunks(records.filter(({ id }) => concerned.has(id)))) {
    // Between the listing and now it may have been starred.
    const fresh = await Promise.all(some.map(({ id }) => store.getCall(id)));
    const known = fresh.filter((record) => record !== undefined);
    const { calls, media } = expired(known, settings, nowMs);
    if (calls.length > 0) await store.deleteCalls(calls);
    if (media.length > 0) await store.deleteMedia(media);
  }
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / atOnce);
  return Array.from({ length: count }, (_, index) => items.slice(index * atOnce, (index + 1) * atOnce));
}
