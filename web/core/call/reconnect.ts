import { unreachable } from "../assert.ts";
import type { CallError, TokenReason } from "../errors.ts";
import { type CloseMeaning, closeMeaning } from "../live/close-codes.ts";

/** A connection that was lost, and what has been done about it. */
export interface Loss {
  /** Connects that have failed since the loss. */
  readonly attempt: number;
  readonly elapsedMs: number;
  /** Why the connection, or the newest attempt to restore it, failed. */
  readonly error: CallError;
}

/** Pauses before the connects after a loss: at once first, since most losses are over when they are noticed. */
const delaysMs: readonly number[] = [0, 500, 2_000];

/** A person waits about this long for a voice to come back. */
const longestMs = 30_000;

/** How long to wait before the next connect; undefined: stop, the error is final. */
export function retryAfter({ attempt, elapsedMs, error }: Loss): number | undefined {
  return elapsedMs < longestMs && mayHelp(error) ? delaysMs[attempt] : undefined;
}

function mayHelp(error: CallError): boolean {
  switch (error.kind) {
    case "microphone":
      return false;
    case "token":
      return isPassing(error.reason);
    case "session":
      return canResume(closeMeaning(error.code, error.serviceReason));
    default:
      return unreachable(error);
  }
}

function isPassing(reason: TokenReason): boolean {
  return reason === "unreachable" || reason === "unavailable" || reason === "upstream-silent";
}

function canResume(meaning: CloseMeaning): boolean {
  return meaning === "transient" || meaning === "resumable" || meaning === "token";
}
