import { ApiError, GoogleGenAI } from "@google/genai";
import type { ApiVersion } from "../web/core/live/api-version.ts";
import { sessionConfig } from "../web/core/live/config.ts";
import type { AcceptedRequest } from "./policy.ts";

/** Gets an ephemeral token for exactly one session. @throws MintError */
export type MintToken = (request: AcceptedRequest) => Promise<MintedToken>;

export interface MintedToken {
  /** `auth_tokens/…`. Secret. */
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** ISO 8601. */
  readonly newSessionExpiresAt: string;
}

/**
 * Upstream gave no token. Holds none of upstream's own words: they may repeat the key or the setup.
 *
 * - `refused`: it does not want this request or this key, or answered with something else than a token.
 * - `busy`: out of quota.
 * - `unavailable`: it failed, or cannot be reached.
 * - `silent`: no answer in time.
 */
export class MintError extends Error {
  override readonly name = "MintError";
  readonly reason: "refused" | "busy" | "unavailable" | "silent";
  /** Upstream's HTTP status, where there was one. */
  readonly upstreamStatus: number | undefined;
  constructor(reason: MintError["reason"], upstreamStatus?: number) {
    super(`mint: ${reason}`);
    this.reason = reason;
    this.upstreamStatus = upstreamStatus;
  }
}

export interface MintOptions {
  readonly apiKey: string;
  /** Asked at each call: the stand-in's own address is known only once the server listens. */
  readonly baseUrl: () => string;
  readonly apiVersion: ApiVersion;
  readonly lifetimeSeconds: number;
  readonly startSeconds: number;
  /** How long upstream may stay silent. */
  readonly timeoutMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** MintToken over Google's SDK: one use, everything locked, no retries (the browser's reconnecting is the one layer). */
export function createMint(options: MintOptions): MintToken {
  const { apiKey, apiVersion, timeoutMs = 10_000, now = Date.now } = options;
  const clients = new Map<string, GoogleGenAI>();
  const clientAt = (baseUrl: string): GoogleGenAI => {
    const known = clients.get(baseUrl);
    if (known !== undefined) return known;
    // Said explicitly, so that no other Google variable of the environment turns the client elsewhere.
    const client = new GoogleGenAI({ apiKey, apiVersion, vertexai: false, httpOptions: { baseUrl } });
    clients.set(baseUrl, client);
    return client;
  };
  return async (request) => {
    const client = clientAt(options.baseUrl());
    const lifetimeSeconds = Math.min(
      options.lifetimeSeconds,
      request.longestSeconds ?? options.lifetimeSeconds,
    );
    const expiresAt = isoAfter(now(), lifetimeSeconds);
    const newSessionExpiresAt = isoAfter(now(), Math.min(options.startSeconds, lifetimeSeconds));
    const abortSignal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await client.authTokens.create({
        config: {
          uses: 1,
          expireTime: expiresAt,
          newSessionExpireTime: newSessionExpiresAt,
          // Without `lockAdditionalFields` the token's setup replaces all of the client's.
          liveConnectConstraints: { model: request.model, config: sessionConfig(request, apiVersion) },
          abortSignal,
        },
      });
      if (!answer?.name?.startsWith("auth_tokens/")) throw new MintError("refused");
      return { token: answer.name, expiresAt, newSessionExpiresAt };
    } catch (error) {
      throw translate(error, abortSignal.aborted);
    }
  };
}

function translate(error: unknown, timedOut: boolean): MintError {
  if (error instanceof MintError) return error;
  if (timedOut) return new MintError("silent");
  if (!(error instanceof ApiError))
    return new MintError(error instanceof SyntaxError ? "refused" : "unavailable");
  if (error.status === 429) return new MintError("busy", error.status);
  return new MintError(error.status >= 500 ? "unavailable" : "refused", error.status);
}

function isoAfter(fromMs: number, seconds: number): string {
  return new Date(fromMs + seconds * 1000).toISOString();
}
