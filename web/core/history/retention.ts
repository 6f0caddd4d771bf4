import type { Settings } from "../settings.ts";
import type { CallRecord } from "./record.ts";

const dayMs = 24 * 60 * 60_000;

/** What is to go by the person's own rules. */
export interface Expired {
  /** Ids of calls that are to be deleted. */
  readonly calls: readonly string[];
  /** Ids of calls whose sound and pictures are to be removed. */
  readonly media: readonly string[];
}

/** What of these calls has been kept long enough. Starred calls and those that run are kept in any case. */
export function expired(
  records: readonly CallRecord[],
  { keepCallsDays, keepSoundDays }: Pick<Settings, "keepCallsDays" | "keepSoundDays">,
  nowMs: number,
): Expired {
  const ordinary = records.filter(({ isStarred, status }) => !isStarred && status !== "running");
  const calls = ordinary.filter((record) => isOlder(record, keepCallsDays, nowMs));
  const media = ordinary.filter(
    (record) => hasMedia(record) && isOlder(record, keepSoundDays, nowMs) && !calls.includes(record),
  );
  return { calls: calls.map(({ id }) => id), media: media.map(({ id }) => id) };
}

function hasMedia({ sound, pictures = 0 }: CallRecord): boolean {
  return sound.status !== "none" || pictures > 0;
}

function isOlder(
  { startedAtMs, endedAtMs }: CallRecord,
  keepDays: number | undefined,
  nowMs: number,
): boolean {
  return keepDays !== undefined && nowMs - (endedAtMs ?? startedAtMs) > keepDays * dayMs;
}
