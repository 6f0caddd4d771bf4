import type { LogEntry } from "../call/log-entry.ts";
import type { PieceHead } from "../recording/track.ts";
import type { Picture } from "../video/picture.ts";
import type { CallRecord, Recording } from "./record.ts";

/** What is in a backup, and how it can be known to be whole; the last file of the zip. */
export interface BackupManifest {
  readonly format: typeof backupFormat;
  readonly version: number;
  readonly createdAtMs: number;
  readonly counts: BackupCounts;
  /** Every other file. */
  readonly files: readonly BackupFile[];
}

export interface BackupCounts {
  readonly calls: number;
  readonly agents: number;
  /** What tools keep: meetings, notes, texts to look things up in. */
  readonly records: number;
}

export interface BackupFile {
  readonly name: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A call as its JSON file holds it. Its sound and pictures are in files of their own. */
export interface BackupCall {
  readonly call: CallRecord;
  readonly entries: readonly LogEntry[];
  /** Goes with the MP3 of the call. */
  readonly recording?: BackupRecording;
  /** Sound that is not yet an MP3; of no use beside a recording. */
  readonly pieces?: readonly BackupPieces[];
  /** As many as the call says. */
  readonly pictures?: readonly BackupPicture[];
}

export interface BackupRecording extends Pick<Recording, "startedAtMs" | "durationMs" | "channels"> {
  readonly waveform: {
    readonly barMs: number;
    readonly user: readonly number[];
    readonly agent: readonly number[];
  };
}

/** Pieces of a track, one behind the other in a file of PCM s16le. */
export interface BackupPieces {
  readonly name: string;
  readonly heads: readonly Omit<PieceHead, "callId">[];
}

/** A picture, whose JPEG is the file of this name. */
export interface BackupPicture extends Omit<Picture, "jpeg"> {
  readonly name: string;
}

/** A collection of what tools keep. */
export interface BackupCollection {
  readonly collection: string;
  readonly records: readonly { readonly id: string; readonly value?: unknown }[];
}

export const backupFormat = "parley-backup";
/** Grows when an older Parley could not read the file. */
export const backupVersion = 2;

/** Names of the files. Ids of calls are of `a–z 0–9 -`, so none of these leaves its folder. */
export const backupNames = {
  manifest: "parley-backup.json",
  settings: "settings.json",
  agents: "agents.json",
  call: (id: string) => `calls/${id}.json`,
  mp3: (id: string) => `recordings/${id}.mp3`,
  pcm: (id: string, track: string, part: number) => `pieces/${id}/${track}-${part}.pcm`,
  picture: (id: string, index: number) => `pictures/${id}/${index}.jpg`,
  collection: (index: number) => `tools/${index}.json`,
} as const;

/** What a file in a backup is. */
export type BackupPart =
  | { readonly kind: "settings" | "agents" | "collection" }
  | { readonly kind: "call" | "mp3" | "pcm" | "picture"; readonly callId: string };

/** What a file is by its name; undefined for a name that no backup has. */
export function backupPart(name: string): BackupPart | undefined {
  if (name === backupNames.settings) return { kind: "settings" };
  if (name === backupNames.agents) return { kind: "agents" };
  if (/^tools\/\d{1,6}\.json$/.test(name)) return { kind: "collection" };
  for (const [kind, pattern] of callParts) {
    const callId = pattern.exec(name)?.[1];
    if (callId !== undefined) return { kind, callId };
  }
  return undefined;
}

const callParts = [
  ["call", /^calls\/([a-z0-9-]{1,100})\.json$/],
  ["mp3", /^recordings\/([a-z0-9-]{1,100})\.mp3$/],
  ["pcm", /^pieces\/([a-z0-9-]{1,100})\/(?:user|agent)-\d{1,6}\.pcm$/],
  ["picture", /^pictures\/([a-z0-9-]{1,100})\/\d{1,6}\.jpg$/],
] as const;

/** Whether a text can be the id of a call. */
export function isCallId(text: string): boolean {
  return /^[a-z0-9-]{1,100}$/.test(text);
}

/** How much a file may unpack to, in bytes: it is in memory as a whole while it is checked. */
export const backupLimits: Readonly<Record<BackupPart["kind"] | "manifest", number>> = {
  manifest: 100_000_000,
  settings: 10_000_000,
  agents: 10_000_000,
  collection: 200_000_000,
  // A day of talk is about 5 MB of turns.
  call: 50_000_000,
  // Eight hours at 128 kbit/s.
  mp3: 500_000_000,
  // A part is a minute of a track.
  pcm: 20_000_000,
  // Those that are kept here have a tenth of it.
  picture: 1_000_000,
};

/** How many times its size a backup may unpack to at most. JSON gets 20 times smaller, not 100 times. */
const maxRatio = 100;

/** True if unpacking the files would fill the device rather than restore anything. */
export function isBomb(zipBytes: number, files: readonly { readonly bytes: number }[]): boolean {
  const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return unpacked > zipBytes * maxRatio + 1_000_000;
}
