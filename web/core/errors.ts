/**
 * What can go wrong around a call. One class per boundary, each with a closed `reason`; adapters translate their
 * platform's failures into these and nowhere else. Cancellation is not an error: `AbortError` passes through.
 */
export type CallError = MicrophoneError | SpeakerError | TokenError | SessionError;

/** The microphone could not be opened, or went away. */
export class MicrophoneError extends Error {
  readonly kind = "microphone";
  readonly reason: MicrophoneReason;
  constructor(reason: MicrophoneReason, options?: { readonly cause?: unknown }) {
    super(`microphone: ${reason}`, options);
    this.name = "MicrophoneError";
    this.reason = reason;
  }
}

/**
 * - `denied`: the person or a policy said no.
 * - `not-found`: there is no microphone.
 * - `in-use`: another program holds it, or the system cannot start it.
 * - `insecure`: the page is neither https nor localhost, so browsers offer no microphone.
 * - `unsupported`: the browser has no AudioWorklet or no getUserMedia.
 * - `lost`: it was open and ended (unplugged, taken away).
 */
export type MicrophoneReason = "denied" | "not-found" | "in-use" | "insecure" | "unsupported" | "lost";

/** The output went away, and could not be had again. */
export class SpeakerError extends Error {
  readonly kind = "speaker";
  readonly reason: "lost";
  constructor(reason: "lost", options?: { readonly cause?: unknown }) {
    super(`speaker: ${reason}`, options);
    this.name = "SpeakerError";
    this.reason = reason;
  }
}

/** The token server gave no token. */
export class TokenError extends Error {
  readonly kind = "token";
  readonly reason: TokenReason;
  /** How long the server asks to wait; only with `rate-limited` and `unavailable`. */
  readonly retryAfterMs: number | undefined;
  /** The server's own sentence about the request, for `rejected` only: it names the field. */
  readonly detail: string | undefined;
  constructor(
    reason: TokenReason,
    options?: { readonly cause?: unknown; readonly retryAfterMs?: number; readonly detail?: string },
  ) {
    super(`token: ${reason}`, options);
    this.name = "TokenError";
    this.reason = reason;
    this.retryAfterMs = options?.retryAfterMs;
    this.detail = options?.detail;
  }
}

/**
 * - `unreachable`: no answer at all, to this or to the fetch of a part of the app.
 * - `access-code`: 401, a code is needed or wrong.
 * - `sign-in`: 401, the site wants to know who asks, and no code will do.
 * - `refused`: 403, this page may not ask.
 * - `rejected`: 400, 413 or 415, the wanted session breaks the server's rules.
 * - `rate-limited`: 429.
 * - `used-up`: 429, no minutes are left today.
 * - `upstream-refused`: 502 of the server itself, Google refused it.
 * - `upstream-silent`: 504 of the server itself, Google did not answer it in time.
 * - `unavailable`: any other 5xx.
 * - `malformed`: an answer that is not the agreed one.
 */
export type TokenReason =
  | "unreachable"
  | "access-code"
  | "sign-in"
  | "refused"
  | "rejected"
  | "rate-limited"
  | "used-up"
  | "upstream-refused"
  | "upstream-silent"
  | "unavailable"
  | "malformed";

/** The Live connection could not be opened, or closed. */
export class SessionError extends Error {
  readonly kind = "session";
  readonly reason: SessionReason;
  /** WebSocket close code, where there was a close. */
  readonly code: number | undefined;
  /** The service's close reason, at most 123 bytes, plain text. */
  readonly serviceReason: string | undefined;
  constructor(
    reason: SessionReason,
    options?: { readonly cause?: unknown; readonly code?: number; readonly serviceReason?: string },
  ) {
    super(`session: ${reason}${options?.code === undefined ? "" : ` (${options.code})`}`, options);
    this.name = "SessionError";
    this.reason = reason;
    this.code = options?.code;
    this.serviceReason = options?.serviceReason;
  }
}

/**
 * - `unreachable`: the socket never opened.
 * - `setup-rejected`: closed before the setup was accepted, with the service's reason.
 * - `timed-out`: no accepted setup in time.
 * - `closed`: closed after the session was open.
 * - `silent`: open, but nothing came any more.
 * - `not-restored`: it was lost, and did not come back in the time that a person waits.
 * - `over-budget`: the call has cost what the person lets a call cost.
 */
export type SessionReason =
  | "unreachable"
  | "setup-rejected"
  | "timed-out"
  | "closed"
  | "silent"
  | "not-restored"
  | "over-budget";

/** What is kept on this device could not be read or written. No reason for a call to end. */
export class StorageError extends Error {
  readonly kind = "storage";
  readonly reason: StorageReason;
  constructor(reason: StorageReason, options?: { readonly cause?: unknown }) {
    super(storageSentences[reason], options);
    this.name = "StorageError";
    this.reason = reason;
  }
}

/**
 * - `quota`: the device or the browser's share of it is full.
 * - `blocked`: another tab holds an older version of the database open.
 * - `newer-version`: a newer Parley has been here; this page is old.
 * - `unavailable`: the browser keeps nothing here (private mode, blocked by a setting, damaged).
 */
export type StorageReason = "quota" | "blocked" | "newer-version" | "unavailable";

/** The messages reach the model as the result of a tool, so they are sentences. */
const storageSentences: Readonly<Record<StorageReason, string>> = {
  quota: "The storage of this browser is full: nothing more can be kept until something is deleted.",
  blocked: "The storage is held by another tab with an older Parley: close that tab and try again.",
  "newer-version": "A newer Parley has changed the storage: reload this page.",
  unavailable: "This browser does not let Parley keep anything on this device.",
};

/** The sound of a call could not be made into a file. What was recorded is kept. */
export class RecordingError extends Error {
  readonly kind = "recording";
  readonly reason: RecordingReason;
  constructor(reason: RecordingReason, options?: { readonly cause?: unknown }) {
    super(`recording: ${reason}`, options);
    this.name = "RecordingError";
    this.reason = reason;
  }
}

/**
 * - `encoder-load`: the encoder could not be fetched or started.
 * - `encode`: it gave up, or its result is no sound.
 * - `out-of-memory`: the device has too little memory for it.
 * - `empty`: nothing was recorded.
 */
export type RecordingReason = "encoder-load" | "encode" | "out-of-memory" | "empty";

/** True for the rejection of an aborted operation, which is never reported as a failure. */
export function isAbort(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";
}

/** True for the errors a call can end with. */
export function isCallError(error: unknown): error is CallError {
  return (
    error instanceof MicrophoneError ||
    error instanceof SpeakerError ||
    error instanceof TokenError ||
    error instanceof SessionError
  );
}
