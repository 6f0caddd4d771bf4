/**
 * A piece of a track as it is streamed: sound, PCM s16 mono at the track's rate, or so many frames of silence. The
 * samples belong to whoever takes the part.
 */
export type SoundPart =
  | { readonly type: "sound"; readonly samples: Int16Array<ArrayBuffer> }
  | { readonly type: "silence"; readonly frames: number };

/** Frames that a part lasts. */
export function partFrames(part: SoundPart): number {
  return part.type === "silence" ? part.frames : part.samples.length;
}
