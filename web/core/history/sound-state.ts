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

/** Sound that was deleted while its file was being made must not come back. */
export function isRemoved(sound: SoundState): boolean {
  return sound.status === "none" && sound.isRemoved;
}

/** A call whose sound and pictures are deleted. */
export function withoutMedia({ pictures: _pictures, ...record }: CallRecord): CallRecord {
  return { ...record, sound: removed(record.sound) };
}
