/** How a tool fetches. */
export interface ToolFetchOptions {
  /** Default GET. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long an answer to the same GET may be used again; default 0. */
  readonly cacheMs?: number;
}

/**
 * Carries out a tool's fetch: a GET is tried twice where that can help, an answer has at most 1 MiB.
 * @throws ToolFetchError, AbortError
 */
export type ToolFetcher = (request: ToolFetchRequest) => Promise<ToolFetchResult>;

export interface ToolFetchRequest {
  readonly url: string;
  readonly options: ToolFetchOptions;
  /** Origins that the tool may reach, as `https://example.org`, or `https://*.example.org` for all below a domain. */
  readonly origins: readonly string[];
  /** Aborts with the call. */
  readonly signal: AbortSignal;
}

export interface ToolFetchResult {
  readonly status: number;
  readonly text: string;
  /** The text as JSON. @throws ToolFetchError with `malformed` */
  json(): unknown;
}

/** Why a tool's fetch has no answer; the message is a sentence for the model and the person. */
export class ToolFetchError extends Error {
  override readonly name = "ToolFetchError";
  readonly reason: ToolFetchReason;
  /** With `refused` only. */
  readonly status: number | undefined;
  /** What the server said with its refusal: unchecked, at most 2,000 characters; with `refused` only. */
  readonly text: string | undefined;
  constructor(
    reason: ToolFetchReason,
    message: string,
    options?: { readonly cause?: unknown; readonly status?: number; readonly text?: string },
  ) {
    super(message, options);
    this.reason = reason;
    this.status = options?.status;
    this.text = options?.text?.slice(0, 2_000);
  }
}

/**
 * - `blocked`: the tool does not name this origin, or the page may not connect to it.
 * - `offline`: no network.
 * - `unreachable`: no answer, also not to one more try.
 * - `refused`: an answer with an error status.
 * - `too-large`: more than 1 MiB.
 * - `malformed`: not what was expected.
 */
export type ToolFetchReason = "blocked" | "offline" | "unreachable" | "refused" | "too-large" | "malformed";
