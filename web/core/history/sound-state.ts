import type { Gap } from "../recording/track.ts";
import type { CallRecord, SoundState } from "./record.ts";

/** The stretches of which no sound is kept, as far as they are known. */
export function gapsOf(sound: SoundState): readonly Gap[] {
  return sound.status === "none" ? [] : sound.gaps;
}

/** What a record says of its sound once the MP3 is stored. */
export function finished(sound: SoundState): SoundState {
  return { status: "mp3", gaps: gapsOf(sound) };
}

/** What a record says of its sound once that is deleted: where there never was any, nothing changes. */
function removed(sound: SoundState): SoundState {
  return sound.status === "none" ? sound : { status: "none", isRemoved: true };
}

/** A try without an end may be a page that was closed; after two, the device is likely to give up over this one. */
const mostTries = 2;

/** Whether the MP3 of a call is to be made without being asked for: it is over, and not too many tries had no end. */
export function isUnmade({ status, sound }: CallRecord): boolean {
  return status !== "running" && sound.status === "pieces" && (sound.tries ?? 0) < mostTries;
}

/** Counts a try to make the MP3 (1), or takes one back that says nothing about the device (-1). */
export function withTries(record: CallRecord, change: 1 | -1): CallRecord {
  const { sound } = record;
  if (sound.status !== "pieces") return record;
  return { ...record, sound: { ...sound, tries: Math.max(0, (sound.tries ?? 0) + change) } };
}

/** The MP3 is made from now on when the person asks for it. */
export function leftToPerson(record: CallRecord): CallRecord {
  const { sound } = record;
  return sound.status === "pieces" ? { ...record, sound: { ...sound, tries: mostTries } } : record;
}

/** Sound that was deleted while its file was being made must not come back. */
export function isRemoved(sound: SoundState): boolean {
  return sound.status === "none" && sound.isRemoved;
}

/** A call whose sound and pictures are deleted. */
export function withoutMedia({ pictures: _pictures, ...record }: CallRecord): CallRecord {
  return { ...record, sound: removed(record.sound) };
}
