import type { LogEntry } from "../call/log-entry.ts";
import type { CallRecord } from "../history/record.ts";
import type { Picture } from "../video/picture.ts";
import type { Content, PackedFile } from "./archive.ts";

/** One format in which a kept call can leave. Everything it needs comes with the call. */
export interface Exporter {
  /** Its own among the formats; stays as it is. */
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mimeType: string;
  /** Whether it can be made of this call as it is now. */
  isPossible(record: CallRecord): boolean;
  /** @throws RecordingError when there is no sound of the kind; StorageError; AbortError */
  make(call: ExportInput): Promise<Content>;
}

/** A kept call, and what a format may ask for. What is asked for twice is made once. */
export interface ExportInput {
  readonly record: CallRecord;
  /** Turns and tool calls, oldest first. */
  readonly log: readonly LogEntry[];
  /** Where the sound begins, or else the call, in ms since the epoch: the zero of a subtitle's times. */
  startedAtMs(): Promise<number>;
  /** The MP3, or a WAV while there is none; undefined if there is no sound. @throws StorageError */
  sound(): Promise<ExportSound | undefined>;
  /** WAV at 24 kHz. @throws StorageError, RecordingError */
  wav(): Promise<Blob>;
  /** What the agent was shown, as far as it is kept; oldest first. @throws StorageError */
  pictures(): Promise<readonly Picture[]>;
  /** Every format there is, for those that hold others. */
  readonly formats: readonly Exporter[];
  /** As a zip file. */
  pack(files: AsyncIterable<PackedFile>): Promise<Blob>;
}

export interface ExportSound {
  readonly blob: Blob;
  readonly format: "mp3" | "wav";
}
