import type { ReadableAtom } from "nanostores";
import type { LogEntry } from "../core/call/log-entry.ts";
import type { RecordingError, StorageError } from "../core/errors.ts";
import type { Archives } from "../core/export/archive.ts";
import type { FileShare } from "../core/export/file-share.ts";
import type { CallRecord, Waveform } from "../core/history/record.ts";
import type { CallMatch } from "../core/history/search.ts";
import type { EncodeProgress, PictureAlbum } from "../core/ports.ts";
import type { Picture } from "../core/video/picture.ts";
import type { ContinuedCall } from "./app.ts";
import type { Backup } from "./backup.ts";
import type { CallsSoFar } from "./create-returning.ts";
import type { FileCalls } from "./file-calls.ts";
import type { LoadedRecorder } from "./late-recorder.ts";

/** Everything that keeps calls. Its code is loaded when a call starts or the history is opened. */
export interface HistorySide extends CallsSoFar {
  readonly recorder: LoadedRecorder;
  readonly album: PictureAlbum;
  readonly history: History;
  /** The call whose page is gone, as long as the person may return to it. */
  readonly interrupted: ReadableAtom<string | undefined>;
  readonly recordings: Recordings;
  readonly storage: Storage;
  readonly backup: Backup;
  readonly fileCalls: FileCalls;
  /** For exports that hold several files. */
  readonly archives: Archives;
  readonly sharing: FileShare;
  /** Does something that takes a while, such as an export: no update of the app comes in between. Throws what it throws. */
  undisturbed<T>(action: () => Promise<T>): Promise<T>;
}

/** The kept calls, for the screens. */
export interface History {
  /** Newest first; the first page at once, then all the others. Follows every change, of other tabs too. */
  readonly list: ReadableAtom<CallList>;
  /** Reads the list anew after it has failed. */
  reload(): void;
  /** Calls in which all words occur, in what was said, tool names, titles and notes; newest first. */
  search(query: string): Promise<readonly CallMatch[]>;
  /** One call with all that was said; undefined if there is none of that id. @throws StorageError */
  open(id: string): Promise<KeptCall | undefined>;
  /** What the agent was shown in a call, as far as it is kept; oldest first. @throws StorageError */
  pictures(id: string): Promise<readonly Picture[]>;
  /** An empty title makes one from the first words again. @throws StorageError, as all below */
  rename(id: string, title: string): Promise<void>;
  star(id: string, isStarred: boolean): Promise<void>;
  note(id: string, notes: string): Promise<void>;
  /** Calls that are about to be deleted: hidden at once, gone for good after 8 s or when the page goes. */
  readonly removed: ReadableAtom<readonly string[]>;
  remove(ids: readonly string[]): void;
  /** Brings back what was last removed, or what was removed with this call, while it can be. */
  undoRemove(id?: string): void;
}

/** `isComplete`: nothing older is still being read. */
export type CallList =
  | { readonly status: "loading" }
  | { readonly status: "ready"; readonly calls: readonly CallRecord[]; readonly isComplete: boolean }
  | { readonly status: "failed"; readonly error: StorageError };

/** A call as a screen shows it. */
export interface KeptCall {
  readonly record: CallRecord;
  readonly log: readonly LogEntry[];
  /** For `App.startCall`: what the agent of a call is told that goes on from here. */
  readonly continued: ContinuedCall;
}

/** Makes and hands out the sound of kept calls. */
export interface Recordings {
  /** What is being made or could not be made, by call. */
  readonly jobs: ReadableAtom<ReadonlyMap<string, EncodeJob>>;
  /** Makes the MP3 of a call, after those that wait. Does nothing if it is there or being made. */
  make(callId: string): void;
  /** The pieces stay, so it can be made later, but only when it is asked for. */
  cancel(callId: string): void;
  /** The MP3, or a WAV while there is none; undefined if there is no sound. @throws StorageError */
  sound(callId: string): Promise<KeptSound | undefined>;
  /** WAV at 24 kHz: from the pieces, or else from the MP3. @throws StorageError, RecordingError */
  wav(callId: string): Promise<Blob>;
  /** Whether the encoder is on this device, and its size. */
  readonly encoder: ReadableAtom<EncoderState>;
  /** Fetches the encoder now, so that it works without a network. */
  keepEncoder(): Promise<void>;
}

export type EncodeJob =
  /** Its turn comes after others; `forCall`: when the call that runs is over. */
  | { readonly status: "waiting"; readonly forCall: boolean }
  | ({ readonly status: "running" } & EncodeProgress)
  | { readonly status: "failed"; readonly error: RecordingError | StorageError };

export interface EncoderState {
  readonly bytes: number;
  readonly status: "unknown" | "absent" | "fetching" | "kept" | "failed";
}

export interface KeptSound {
  readonly blob: Blob;
  readonly format: "mp3" | "wav";
  /** What the times of turns are counted against, in ms since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly waveform: Waveform;
}

/** The room that calls take on this device. */
export interface Storage {
  use(): Promise<StorageUse>;
  /** Asks the browser not to clear what is kept, once. */
  persist(): Promise<boolean>;
}

export interface StorageUse {
  readonly usedBytes: number;
  /** What the browser says it would give at most; not what is free. */
  readonly quotaBytes: number | undefined;
  /** Of the used, what is sound and pictures. */
  readonly mediaBytes: number;
  readonly isPersistent: boolean;
}

/** The history side as soon as it is loaded; a load that failed is tried again the next time. */
export type LoadHistorySide = () => Promise<HistorySide>;
