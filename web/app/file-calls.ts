import type { ReadableAtom } from "nanostores";

/** Calls whose person is an audio file. */
export interface FileCalls {
  /** Every file that was given since the page opened, in order. */
  readonly jobs: ReadableAtom<readonly FileCallJob[]>;
  /**
   * Sends each file as one turn of a call of its own, one after the other and after the call that the person is in.
   * Files of more than ten minutes fail: a turn has to get through on one connection.
   */
  add(files: readonly NamedFile[]): void;
  /** Ends it; what was said until then is kept. */
  cancel(jobId: number): void;
  /** Takes jobs that are over off the list. */
  clear(): void;
}

/** A file as a person hands it over. */
export interface NamedFile {
  readonly name: string;
  readonly blob: Blob;
}

export interface FileCallJob {
  readonly id: number;
  readonly name: string;
  readonly state: FileCallState;
}

export type FileCallState =
  | { readonly status: "waiting" }
  | { readonly status: "reading" }
  /** `share` of the file that was sent, 0–1. */
  | { readonly status: "sending"; readonly share: number }
  | { readonly status: "answering" }
  | { readonly status: "done"; readonly callId: string }
  | { readonly status: "cancelled" }
  /** A sentence for people. */
  | { readonly status: "failed"; readonly message: string };

/** Whether nothing more comes of a file. */
export function isOver({ status }: FileCallState): boolean {
  return status === "done" || status === "cancelled" || status === "failed";
}
