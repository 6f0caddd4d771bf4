import { isAbort, TokenError, type TokenReason } from "../core/errors.ts";
import { type ApiVersion, apiVersions } from "../core/live/api-version.ts";
import type { SessionRequest } from "../core/live/session-request.ts";
import type { SiteAgent, SiteAgents } from "../core/live/site-agents.ts";
import type { Problem, ServerConfig, TokenResponse } from "../core/live/token-contract.ts";
import type { TokenSource } from "../core/ports.ts";

export interface HttpTokenSourceOptions {
  /** Address of the token server, without a slash at its end; missing: the top of the page's own origin. */
  readonly server?: string;
  /** How long the server may stay silent; it gives Google 10 s itself. */
  readonly timeoutMs?: number;
}

/** TokenSource over the token server's HTTP routes. */
export class HttpTokenSource implements TokenSource {
  readonly #server: string;
  readonly #timeoutMs: number;

  constructor({ server = "", timeoutMs = 12_000 }: HttpTokenSourceOptions = {}) {
    this.#server = server;
    this.#timeoutMs = timeoutMs;
  }

  async config(signal: AbortSignal): Promise<ServerConfig> {
    const answer = await this.#ask("/api/config", {}, signal);
    if (!isServerConfig(answer)) throw new TokenError("malformed");
    return answer;
  }

  async mint(
    request: SessionRequest,
    accessCode: string | undefined,
    signal: AbortSignal,
  ): Promise<TokenResponse> {
    const headers = {
      "Content-Type": "application/json",
      ...(accessCode ? { "X-Access-Code": accessCode } : {}),
    };
    const body = JSON.stringify(request);
    const answer = await this.#ask("/api/token", { method: "POST", headers, body }, signal);
    if (!isTokenResponse(answer)) throw new TokenError("malformed");
    return answer;
  }

  async #ask(path: string, init: RequestInit, signal: AbortSignal): Promise<unknown> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const response = await fetch(this.#server + path, { ...init, signal: limited });
      if (!response.ok) throw await refusal(response);
      return await readJson(response);
    } catch (error) {
      if (error instanceof TokenError || (signal.aborted && isAbort(error))) throw error;
      throw new TokenError("unreachable", { cause: error });
    }
  }
}

async function refusal(response: Response): Promise<TokenError> {
  const problem = await readJson(response).catch(ignoreMalformed);
  const reason = reasonOfKind(problem) ?? reasonOf(response.status);
  const retryAfterMs = readRetryAfter(response.headers);
  return new TokenError(reason, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reason === "rejected" && hasDetail(problem) ? { detail: problem.detail } : {}),
  });
}

/** What its status alone does not tell: a proxy that does not reach the server answers 502 and 504 as well. */
function reasonOfKind(problem: unknown): TokenReason | undefined {
  switch (isRecord(problem) ? problem["type"] : undefined) {
    case "urn:parley:sign-in":
      return "sign-in";
    case "urn:parley:used-up":
      return "used-up";
    case "urn:parley:upstream-refused":
      return "upstream-refused";
    case "urn:parley:upstream-silent":
      return "upstream-silent";
    default:
      return undefined;
  }
}

function reasonOf(status: number): TokenReason {
  switch (status) {
    case 401:
      return "access-code";
    case 403:
      return "refused";
    case 400:
    case 413:
    case 415:
      return "rejected";
    case 429:
      return "rate-limited";
    default:
      return status >= 500 ? "unavailable" : "malformed";
  }
}

/** A proxy in between may refuse in its own words: then the status has to do. */
function ignoreMalformed(error: unknown): undefined {
  if (error instanceof TokenError && error.reason === "malformed") return undefined;
  throw error;
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Without the cause: its message quotes the text, which may hold a token.
    throw new TokenError("malformed");
  }
}

/** Seconds; the server never sends the header's other form, a date. */
function readRetryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function hasDetail(problem: unknown): problem is Pick<Problem, "detail"> {
  return isRecord(problem) && typeof problem["detail"] === "string";
}

function isTokenResponse(answer: unknown): answer is TokenResponse {
  const names = ["token", "expiresAt", "newSessionExpiresAt", "model", "baseUrl"];
  return (
    isRecord(answer) && names.every((name) => isText(answer[name])) && isApiVersion(answer["apiVersion"])
  );
}

function isServerConfig(answer: unknown): answer is ServerConfig {
  return (
    isRecord(answer) &&
    (answer["mode"] === "gemini" || answer["mode"] === "demo") &&
    isTextList(answer["models"]) &&
    isTextList(answer["voices"]) &&
    isApiVersion(answer["apiVersion"]) &&
    ["defaultModel", "baseUrl"].every((name) => isText(answer[name])) &&
    typeof answer["accessCodeRequired"] === "boolean" &&
    (answer["siteAgents"] === undefined || isSiteAgents(answer["siteAgents"]))
  );
}

function isSiteAgents(given: unknown): given is SiteAgents {
  if (!isRecord(given) || typeof given["ownAllowed"] !== "boolean") return false;
  const { agents } = given;
  return Array.isArray(agents) && agents.length > 0 && agents.every(isSiteAgent);
}

function isSiteAgent(given: unknown): given is SiteAgent {
  if (!isRecord(given)) return false;
  const { voice, tools, startValues } = given;
  return (
    ["id", "name", "model"].every((name) => isText(given[name])) &&
    typeof voice === "string" &&
    typeof given["greets"] === "boolean" &&
    Array.isArray(tools) &&
    tools.every(isText) &&
    isRecord(startValues) &&
    Object.values(startValues).every((value) => typeof value === "string")
  );
}

function isApiVersion(value: unknown): value is ApiVersion {
  return apiVersions.some((version) => version === value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
