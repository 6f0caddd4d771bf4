import type { LogEntry } from "../call/log-entry.ts";
import type { AudioPiece, PieceHead, TrackName } from "../recording/track.ts";
import type { Picture } from "../video/picture.ts";
import type { CallRecord, KeptEntry, Recording } from "./record.ts";

/**
 * Keeps calls on this device: records, turns, sound, pictures. Values are copied in both directions. Every method may reject
 * with a StorageError: `quota` when the device is full, `blocked` or `newer-version` because of another tab.
 */
export interface CallStore {
  putCall(record: CallRecord): Promise<void>;
  getCall(id: string): Promise<CallRecord | undefined>;
  /** Changes a record in one transaction, so that two tabs lose nothing. @returns what it is now, undefined if it is gone */
  changeCall(id: string, change: (record: CallRecord) => CallRecord): Promise<CallRecord | undefined>;
  /** A page of all calls, newest first; of the same time in the order of their ids. */
  listCalls(page: CallPage): Promise<readonly CallRecord[]>;
  /** Deletes everything of these calls, in one transaction. Unknown ids are fine. */
  deleteCalls(ids: readonly string[]): Promise<void>;

  /** Creates or replaces entries by their ids within the call, in one transaction. */
  putEntries(entries: readonly KeptEntry[]): Promise<void>;
  /** In the order of their ids, which is the order of the log. */
  entries(callId: string): Promise<readonly LogEntry[]>;
  /** Of all calls, in an order of its own, `limit` of them after the given one; for search. */
  allEntries(after: KeptEntry | undefined, limit: number): Promise<readonly KeptEntry[]>;

  /** Creates or replaces a piece by its index within the track. */
  putPiece(piece: AudioPiece): Promise<void>;
  /** Where the pieces belong, in order of `index`, without their sound. */
  pieceHeads(callId: string, track: TrackName): Promise<readonly PieceHead[]>;
  /** In order of `index`, a few at a time in memory. */
  pieces(callId: string, track: TrackName): AsyncIterable<AudioPiece>;
  /** Drops all pieces of these calls. */
  deletePieces(callIds: readonly string[]): Promise<void>;

  /**
   * Keeps the finished sound, drops the pieces, and sets the record's sound to `mp3`: all of it or nothing. Does nothing
   * if the call or its sound was deleted meanwhile.
   */
  putRecording(recording: Recording): Promise<void>;
  getRecording(callId: string): Promise<Recording | undefined>;

  /**
   * Keeps pictures by their times and counts those of the call in its record, in one transaction.
   * @returns whether they are kept: not if the call is gone
   */
  putPictures(callId: string, pictures: readonly Picture[]): Promise<boolean>;
  /** All of a call, oldest first. */
  pictures(callId: string): Promise<readonly Picture[]>;

  /**
   * Drops sound and pictures of these calls, in one transaction; where there was any sound, it is `none`, removed. Their
   * text stays.
   */
  deleteMedia(callIds: readonly string[]): Promise<void>;

  /** Bytes of sound and pictures that are kept. */
  mediaBytes(): Promise<number>;
  /** Tells of changes to records, turns or recordings, of this tab and of others; not of pieces. The answer stops that. */
  onChange(callback: (change: CallChange) => void): () => void;
}

export interface CallPage {
  readonly limit: number;
  /** The last one of the page before; undefined: from the newest. */
  readonly after?: { readonly startedAtMs: number; readonly id: string } | undefined;
}

/** Which calls are not as they were. */
export interface CallChange {
  readonly ids: readonly string[];
}
