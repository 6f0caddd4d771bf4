/** Makes and opens zip files. */
export interface Archives {
  /**
   * Packs files as they come, one at a time in memory.
   * @throws what `files` throws; AbortError
   */
  pack(files: Iterable<PackedFile> | AsyncIterable<PackedFile>, signal: AbortSignal): Promise<Blob>;
  /** Reads what is in a zip file, without unpacking it. @throws ArchiveError */
  open(file: Blob): Promise<Archive>;
  /** SHA-256 as 64 hexadecimal digits. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}

export interface PackedFile {
  /** Relative, with `/` between folders. */
  readonly name: string;
  readonly content: Content;
  /** Sound and the like do not get smaller. */
  readonly isStored: boolean;
  /** Ms since the epoch. */
  readonly changedAtMs: number;
}

/** What a file holds; text is UTF-8. */
export type Content = Blob | Uint8Array<ArrayBuffer> | string;

/** An open zip file. */
export interface Archive {
  /** Names as they stand in the file, unchecked, and how many bytes each says that it unpacks to. */
  readonly files: readonly ArchivedFile[];
  /**
   * Unpacks one file, whose checksum is checked, into a buffer of exactly its length that belongs to the caller.
   * @throws ArchiveError, also when it is longer than it says; AbortError
   */
  read(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

export interface ArchivedFile {
  readonly name: string;
  readonly bytes: number;
}

/** A file that is no zip, or a damaged one. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly reason: ArchiveReason;
  constructor(reason: ArchiveReason, options?: { readonly cause?: unknown }) {
    super(`archive: ${reason}`, options);
    this.reason = reason;
  }
}

/** `foreign`: it is no zip file, or one of a kind that cannot be read. */
export type ArchiveReason = "foreign" | "damaged";
