import type { DBSchema, StoreNames } from "idb";
import type { CallRecord, KeptEntry, Recording } from "../core/history/record.ts";
import type { PieceHead, TrackName } from "../core/recording/track.ts";
import type { Picture } from "../core/video/picture.ts";
import type { UpgradeStep } from "./idb-database.ts";

/** How calls lie in IndexedDB. Sound is kept as ArrayBuffers: WebKit loses Blobs. */
export interface CallDatabase extends DBSchema {
  calls: { key: string; value: StoredCall; indexes: { newest: [newness: number, id: string] } };
  entries: { key: [callId: string, entryId: number]; value: KeptEntry };
  /** Pieces without their sound, to be read without it. */
  heads: { key: PieceKey; value: PieceHead };
  /** PCM of the piece of the same key. */
  pcm: { key: PieceKey; value: ArrayBuffer };
  recordings: { key: string; value: Recording };
  /** How much sound there is of a call, to be told without reading it. */
  sizes: { key: string; value: SoundSize };
  /** Pictures without their JPEG, to be counted without it. */
  pictures: { key: PictureKey; value: PictureHead };
  /** The JPEG of the picture of the same key. */
  jpegs: { key: PictureKey; value: ArrayBuffer };
}

export interface StoredCall {
  /** Grows with age, so that the newest come first: pages can only be read upwards. */
  readonly newness: number;
  readonly record: CallRecord;
}

/** A record as it is stored. */
export function stored(record: CallRecord): StoredCall {
  return { newness: -record.startedAtMs, record };
}

export type PieceKey = [callId: string, track: TrackName, index: number];

export type PictureKey = [callId: string, atMs: number];

export interface PictureHead extends Omit<Picture, "jpeg"> {
  readonly callId: string;
  readonly bytes: number;
}

export interface SoundSize {
  readonly callId: string;
  readonly pieceBytes: number;
  readonly mp3Bytes: number;
}

/** From each version to the next. */
export const callSteps: readonly UpgradeStep<CallDatabase>[] = [
  (database) => {
    const calls = database.createObjectStore("calls", { keyPath: "record.id" });
    calls.createIndex("newest", ["newness", "record.id"]);
    database.createObjectStore("entries", { keyPath: ["callId", "entry.id"] });
  },
  (database) => {
    database.createObjectStore("heads", { keyPath: ["callId", "track", "index"] });
    database.createObjectStore("pcm");
    database.createObjectStore("recordings", { keyPath: "callId" });
    database.createObjectStore("sizes", { keyPath: "callId" });
  },
  (database) => {
    database.createObjectStore("pictures", { keyPath: ["callId", "atMs"] });
    database.createObjectStore("jpegs");
  },
];

/** All of it, for what changes a call as a whole. */
export const callStores: StoreNames<CallDatabase>[] = [
  "calls",
  "entries",
  "heads",
  "pcm",
  "recordings",
  "sizes",
  "pictures",
  "jpegs",
];
