/** Everything that is kept here in one file, and back. */
export interface Backup {
  /** A zip with calls, sound, agents, settings and what the tools keep; no access code, no secret header. */
  create(onProgress: (share: number) => void, signal: AbortSignal): Promise<Blob>;
  /**
   * Adds what the file holds to what is here; where both have a call, the one that is more complete stays.
   * @throws BackupError: then nothing has changed. StorageError when the device is full; AbortError.
   */
  restore(file: Blob, onProgress: (share: number) => void, signal: AbortSignal): Promise<RestoreReport>;
}

export interface RestoreReport {
  readonly addedCalls: number;
  readonly knownCalls: number;
  readonly addedAgents: number;
  readonly addedRecords: number;
}

/** A file that is no backup, or a damaged one. */
export class BackupError extends Error {
  readonly reason: BackupReason;
  /** @param message a sentence for people: what is wrong with the file */
  constructor(reason: BackupReason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "BackupError";
    this.reason = reason;
  }
}

export type BackupReason = "foreign" | "damaged" | "newer-version";
