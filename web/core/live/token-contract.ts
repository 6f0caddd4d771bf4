import type { ApiVersion } from "./api-version.ts";
import type { FunctionDeclaration } from "./session-request.ts";
import type { SiteAgents } from "./site-agents.ts";

/** What the token server and the app say to each other. Types only: neither side runs the other's code. */

/** Answer of `GET /api/config`. */
export interface ServerConfig {
  /** `demo`: the built-in stand-in answers instead of Google. */
  readonly mode: "gemini" | "demo";
  readonly models: readonly string[];
  readonly defaultModel: string;
  readonly voices: readonly string[];
  /** Live base URL: absolute, or a path below the address of the server. */
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  readonly accessCodeRequired: boolean;
  /** Missing: the site has none, and people talk with agents of their own. */
  readonly siteAgents?: SiteAgents;
}

/** Answer of `POST /api/token`; the request body is a `SessionRequest`. */
export interface TokenResponse {
  /** Ephemeral token, `auth_tokens/…`. Secret: never logged, never stored. */
  readonly token: string;
  /** ISO 8601: the running session ends here. */
  readonly expiresAt: string;
  /** ISO 8601: connecting later than this fails. */
  readonly newSessionExpiresAt: string;
  readonly model: string;
  readonly apiVersion: ApiVersion;
  /** As in `ServerConfig`. */
  readonly baseUrl: string;
  /** As in `ServerConfig`; missing from a server that is older than the app. */
  readonly mode?: ServerConfig["mode"];
}

/** Answer of `GET /api/tools`. */
export interface ToolsResponse {
  /** The tools that come with the app, as they are declared to the default model. */
  readonly tools: readonly FunctionDeclaration[];
}

/** Every error answer, `application/problem+json` (RFC 9457). */
export interface Problem {
  /** Stable name of the kind of problem, for example `urn:parley:rate-limited`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** One sentence for people; never holds anything from upstream. */
  readonly detail: string;
  /** 400 only: the dotted path of the first bad field. */
  readonly field?: string;
}
