import type { Problem } from "../web/core/live/token-contract.ts";

/** Every kind of refusal with its status and title; `urn:parley:<kind>` is its type on the wire. */
const kinds = {
  "bad-request": [400, "The request is not understood"],
  "access-code": [401, "An access code is needed"],
  "sign-in": [401, "A sign-in is needed"],
  "metrics-token": [401, "The token for the metrics is needed"],
  "foreign-origin": [403, "This page may not ask"],
  "not-found": [404, "There is nothing here"],
  "method-not-allowed": [405, "Not with this method"],
  "too-large": [413, "The request is too large"],
  "not-json": [415, "The request is not JSON"],
  "rate-limited": [429, "Too many requests"],
  "used-up": [429, "No minutes are left"],
  "upstream-busy": [429, "The Live service is busy"],
  internal: [500, "The server failed"],
  "upstream-refused": [502, "The Live service refused"],
  "limits-unavailable": [503, "The counters are not available"],
  "sign-in-unavailable": [503, "The sign-in service is not available"],
  "upstream-unavailable": [503, "The Live service is not available"],
  "upstream-silent": [504, "The Live service did not answer"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof kinds;

// The keys of an object literal are exactly those of its type.
export const problemKinds = Object.keys(kinds) as readonly ProblemKind[];

/** Thrown wherever a request cannot be answered; becomes the answer in one place. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: ProblemKind;
  readonly options: ProblemOptions;
  /** @param detail one sentence for people, without anything from upstream, any key or token */
  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.kind = kind;
    this.options = options;
  }

  get status(): number {
    return kinds[this.kind][0];
  }
}

/** For an address that has nothing, and for what is not told to whoever asks. */
export const nothingHere = new ProblemError("not-found", "There is nothing at this address.");

export interface ProblemOptions {
  /** Dotted path of the first bad field. */
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number;
  readonly allow?: string;
  /** For the log only; holds no secret either. */
  readonly note?: string;
}

/** For a `Retry-After`: never earlier than that, and never at once. */
export function secondsUntil(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** The `application/problem+json` answer (RFC 9457). */
export function problemResponse(error: ProblemError): Response {
  const [status, title] = kinds[error.kind];
  const { field, retryAfterSeconds, allow } = error.options;
  const problem: Problem = {
    type: `urn:parley:${error.kind}`,
    title,
    status,
    detail: error.message,
    ...(field === undefined ? {} : { field }),
  };
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  if (allow !== undefined) headers.set("Allow", allow);
  return new Response(JSON.stringify(problem), { status, headers });
}
