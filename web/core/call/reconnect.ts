import { unreachable } from "../assert.ts";
import type { CallError, SessionError, TokenError } from "../errors.ts";
import { closeMeaning } from "../live/close-codes.ts";

/** A connection that was lost, and what has been done about it. */
export interface Loss {
  /** Connects that were tried since the last healthy session. */
  readonly attempts: number;
  /** Since the loss. */
  readonly elapsedMs: number;
  /** Why the connection, or the newest attempt to restore it, failed. */
  readonly error: CallError;
  /** The session that failed went on from a handle, or was to. */
  readonly resumed: boolean;
  /** Sessions in a row that died right after they were accepted. */
  readonly shortLives: number;
}

/** What to do about a loss. */
export type Remedy =
  /** Connect after a pause, plus up to `spreadMs`; `afresh`: the handle leads nowhere. */
  | {
      readonly type: "connect";
      readonly delayMs: number;
      readonly spreadMs: number;
      readonly afresh: boolean;
    }
  /** The same would be refused again. */
  | { readonly type: "give-up" }
  /** It might still come back, but nobody waits that long. */
  | { readonly type: "too-late" };

/** Pauses before the connects after a loss, used with success by others; at once first, since most losses are over when they are noticed. */
const delaysMs: readonly number[] = [0, 500, 2_000, 8_000, 32_000];
const spread = 0.25;
const longestMs = 120_000;

/** A service that is over its limit wants to be left alone for a minute. */
const quotaDelayMs = 65_000;

/** So many sessions in a row that die young prove that what they go on from is bad … */
const shortResumes = 2;
/** … and so many, that it is something else. */
const shortSessions = 5;

/** Decides what a loss asks for. */
export function remedy(loss: Loss): Remedy {
  const { error } = loss;
  switch (error.kind) {
    case "microphone":
    case "speaker":
      return { type: "give-up" };
    case "token":
      return afterToken(loss, error);
    case "session":
      return afterSession(loss, error);
    default:
      return unreachable(error);
  }
}

function afterToken(loss: Loss, { reason, retryAfterMs }: TokenError): Remedy {
  switch (reason) {
    case "unreachable":
    case "unavailable":
    case "upstream-silent":
    case "rate-limited":
      return later(loss, retryAfterMs ?? 0);
    case "access-code":
    case "sign-in":
    case "used-up":
    case "refused":
    case "rejected":
    case "upstream-refused":
    case "malformed":
      return { type: "give-up" };
    default:
      return unreachable(reason);
  }
}

function afterSession(loss: Loss, error: SessionError): Remedy {
  if (loss.shortLives >= shortSessions) return { type: "give-up" };
  const worn = loss.resumed && (loss.shortLives >= shortResumes || wasRefusedAgain(loss, error));
  const meaning = closeMeaning(error.code, error.serviceReason);
  switch (meaning) {
    case "fatal":
      return { type: "give-up" };
    case "stale-handle":
      return loss.resumed || error.reason === "closed" ? later(loss, 0, true) : { type: "give-up" };
    case "quota":
      return later(loss, quotaDelayMs);
    case "transient":
    case "resumable":
    case "token":
      return later(loss, 0, worn);
    default:
      return unreachable(meaning);
  }
}

/** The handle of another model, or one that the service lost, is refused with 1011 again and again. */
function wasRefusedAgain({ attempts }: Loss, { reason, code }: SessionError): boolean {
  return attempts >= 2 && reason === "setup-rejected" && code === 1011;
}

function later({ attempts, elapsedMs }: Loss, leastMs: number, afresh = false): Remedy {
  const pauseMs = delaysMs[Math.min(attempts, delaysMs.length - 1)] ?? 0;
  const delayMs = Math.max(pauseMs, leastMs);
  if (elapsedMs + delayMs > longestMs) return { type: "too-late" };
  return { type: "connect", delayMs, spreadMs: delayMs * spread, afresh };
}
