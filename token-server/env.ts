import { isIP } from "node:net";
import * as v from "valibot";
import { type ApiVersion, apiVersions, defaultApiVersion } from "../web/core/live/api-version.ts";
import { models } from "../web/core/live/models.ts";
import type { ConnectionLimits } from "./http-server.ts";
import type { LimitRules } from "./limits.ts";
import { type LogLevel, logLevels } from "./log.ts";

/** What the environment says, checked. */
export interface Env extends LimitRules {
  /** Missing: demo mode. Secret: never logged, never answered. */
  readonly apiKey: string | undefined;
  /** Of the Live service, without a trailing slash; for minting and for the browser's WebSocket. */
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  /** Models that may be asked for, at least one. */
  readonly models: readonly string[];
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Origins besides the server's own that may ask for tokens. */
  readonly allowedOrigins: readonly string[];
  /** Origins that the app's tools may fetch from. */
  readonly allowedToolOrigins: readonly string[];
  /** Any of them will do; none: none is asked for. Secret. */
  readonly accessCodes: readonly string[];
  /** Whose sign-ins are good here. */
  readonly signIn: SignInEnv | undefined;
  /** Tokens for everybody, on purpose. */
  readonly allowAnonymous: boolean;
  /** How many proxies of the operator's own stand before the server. */
  readonly proxies: number;
  /** Behind a proxy there is no limit for one address: it is the proxy's. */
  readonly connections: ConnectionLimits;
  /** Missing: counts are kept in this process. May hold a password. */
  readonly redisUrl: string | undefined;
  /** From minting to the last moment to connect. */
  readonly tokenStartSeconds: number;
  readonly logLevel: LogLevel;
  /** Missing: only this machine reads the metrics. Secret. */
  readonly metricsToken: string | undefined;
  /** Path of the operator's own agents; missing: there are none. */
  readonly agentsFile: string | undefined;
  /** Beside the operator's agents; without those, people have agents of their own in any case. */
  readonly allowOwnAgents: boolean;
}

/** An OpenID provider. */
export interface SignInEnv {
  /** Of its keys, or of the discovery document that says where they are. */
  readonly url: string;
  readonly audience: string;
  readonly issuer: string | undefined;
}

/** The server cannot start; the message is one sentence that says what to change. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/**
 * Checks the variables. An empty one counts as not set.
 * @throws StartError naming the first bad one; values are not repeated, since some are secret
 */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const given = Object.entries(variables).flatMap(([name, value]) => {
    const trimmed = value?.trim() ?? "";
    return trimmed === "" ? [] : [[name, trimmed] as const];
  });
  const result = v.safeParse(variableSchema, Object.fromEntries(given));
  if (!result.success) {
    const [issue] = result.issues;
    throw new StartError(`${v.getDotPath(issue)} must be ${issue.message}.`);
  }
  const env = toEnv(result.output);
  if (env.tokenStartSeconds > env.tokenLifetimeSeconds) {
    throw new StartError("TOKEN_START_SECONDS must not be longer than TOKEN_LIFETIME_SECONDS.");
  }
  requireAdmission(env, env.host);
  return env;
}

/**
 * Whoever reaches a real key must be let in on purpose.
 * @throws StartError
 */
export function requireAdmission(env: Env, host: string): void {
  const knowsWhom = env.accessCodes.length > 0 || env.signIn !== undefined || env.allowAnonymous;
  // Whoever comes through a proxy reaches it on loopback, too.
  const reachable = !isLoopback(host) || env.proxies > 0;
  if (env.apiKey === undefined || knowsWhom || !reachable) return;
  const what = env.proxies > 0 ? "TRUST_PROXY" : `HOST ${host}`;
  throw new StartError(
    `${what} lets others use your GEMINI_API_KEY: set ACCESS_CODE or AUTH_JWKS_URL, or ALLOW_ANONYMOUS=true if you mean it, and start again.`,
  );
}

/** Whether only this machine reaches a host name or address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    (isIP(name) === 4 && name.startsWith("127."))
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const baseUrl = v.pipe(
  v.string(),
  v.check((text) => {
    const url = parseUrl(text);
    return (
      url !== undefined &&
      /^https?:$/.test(url.protocol) &&
      url.search === "" &&
      url.hash === "" &&
      url.username === ""
    );
  }, "an http or https address without query, as https://example.com"),
  v.transform((text) => text.replace(/\/+$/, "")),
);

const list = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  ),
);

const origins = v.pipe(
  list,
  v.everyItem(
    (text) => /^https?:/.test(text) && parseUrl(text)?.origin === text,
    "a comma-separated list of origins, each as https://example.com without a path",
  ),
);

const accessCodes = v.pipe(
  list,
  v.check(
    (codes) => codes.length > 0 && codes.every((code) => /^[\x21-\x7e]+$/.test(code)),
    "printable ASCII without spaces, several with commas between them",
  ),
);

const keysUrl = v.pipe(
  v.string(),
  v.check((text) => {
    const url = parseUrl(text);
    return (
      url !== undefined &&
      (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname)))
    );
  }, "an https address of keys or of a discovery document"),
);

const redisUrl = v.pipe(
  v.string(),
  v.check((text) => /^rediss?:$/.test(parseUrl(text)?.protocol ?? ""), "an address as redis://host:6379"),
);

const yesOrNo = v.pipe(
  v.picklist(["true", "false"], "true or false"),
  v.transform((word) => word === "true"),
);

const modelIds = v.pipe(
  list,
  v.check(
    (ids) => ids.length > 0 && ids.every((id) => /^[a-z0-9]+([.-][a-z0-9]+)*$/i.test(id)),
    "a comma-separated list of model ids, as gemini-3.8-live",
  ),
);

function wholeNumber(from: number, to: number) {
  const message = `a whole number from ${from} to ${to}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(from, message),
    v.maxValue(to, message),
  );
}

const printable = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces"));
const hostName = v.pipe(
  v.string(),
  v.check(
    (text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text),
    "a host name or an IP address",
  ),
);

const variableSchema = v.object({
  GEMINI_API_KEY: v.optional(printable),
  GEMINI_BASE_URL: v.optional(baseUrl, "https://generativelanguage.googleapis.com"),
  GEMINI_API_VERSION: v.optional(v.picklist(apiVersions, apiVersions.join(" or ")), defaultApiVersion),
  GEMINI_MODELS: v.optional(modelIds, models.map((model) => model.id).join()),
  HOST: v.optional(hostName, "127.0.0.1"),
  PORT: v.optional(wholeNumber(0, 65_535), "8787"),
  ALLOWED_ORIGINS: v.optional(origins, ""),
  ALLOWED_TOOL_ORIGINS: v.optional(origins, ""),
  ACCESS_CODE: v.optional(accessCodes),
  AUTH_JWKS_URL: v.optional(keysUrl),
  AUTH_AUDIENCE: v.optional(printable),
  AUTH_ISSUER: v.optional(printable),
  ALLOW_ANONYMOUS: v.optional(yesOrNo, "false"),
  TRUST_PROXY: v.optional(wholeNumber(0, 10), "0"),
  CONNECTIONS: v.optional(wholeNumber(1, 1_000_000), "2000"),
  CONNECTIONS_PER_ADDRESS: v.optional(wholeNumber(1, 1_000_000), "200"),
  REDIS_URL: v.optional(redisUrl),
  // The service refuses tokens of 20 hours and more.
  TOKEN_LIFETIME_SECONDS: v.optional(wholeNumber(60, 71_940), "1800"),
  TOKEN_START_SECONDS: v.optional(wholeNumber(10, 71_940), "120"),
  TOKENS_PER_MINUTE: v.optional(wholeNumber(1, 1_000_000), "120"),
  TOKENS_PER_MINUTE_PER_ADDRESS: v.optional(wholeNumber(1, 1_000_000), "30"),
  TOKENS_PER_MINUTE_PER_USER: v.optional(wholeNumber(1, 1_000_000), "30"),
  SESSIONS_PER_USER: v.optional(wholeNumber(1, 100)),
  MINUTES_PER_USER_PER_DAY: v.optional(wholeNumber(1, 1_000_000)),
  MINUTES_PER_DAY: v.optional(wholeNumber(1, 100_000_000)),
  LOG_LEVEL: v.optional(v.picklist(logLevels, logLevels.join(", "))),
  METRICS_TOKEN: v.optional(printable),
  AGENTS_FILE: v.optional(v.string()),
  ALLOW_OWN_AGENTS: v.optional(yesOrNo, "false"),
});

function toEnv(variables: v.InferOutput<typeof variableSchema>): Env {
  return {
    apiKey: variables.GEMINI_API_KEY,
    baseUrl: variables.GEMINI_BASE_URL,
    apiVersion: variables.GEMINI_API_VERSION,
    models: variables.GEMINI_MODELS,
    host: variables.HOST,
    port: variables.PORT,
    allowedOrigins: variables.ALLOWED_ORIGINS,
    allowedToolOrigins: variables.ALLOWED_TOOL_ORIGINS,
    accessCodes: variables.ACCESS_CODE ?? [],
    signIn: signInOf(variables),
    allowAnonymous: variables.ALLOW_ANONYMOUS,
    proxies: variables.TRUST_PROXY,
    connections: {
      total: variables.CONNECTIONS,
      perAddress: variables.TRUST_PROXY > 0 ? Number.POSITIVE_INFINITY : variables.CONNECTIONS_PER_ADDRESS,
    },
    redisUrl: variables.REDIS_URL,
    tokenLifetimeSeconds: variables.TOKEN_LIFETIME_SECONDS,
    tokenStartSeconds: variables.TOKEN_START_SECONDS,
    tokensPerMinute: variables.TOKENS_PER_MINUTE,
    tokensPerMinutePerAddress: variables.TOKENS_PER_MINUTE_PER_ADDRESS,
    tokensPerMinutePerUser: variables.TOKENS_PER_MINUTE_PER_USER,
    sessionsPerUser: variables.SESSIONS_PER_USER,
    minutesPerUserPerDay: variables.MINUTES_PER_USER_PER_DAY,
    minutesPerDay: variables.MINUTES_PER_DAY,
    // A developer's terminal stays calm.
    logLevel: variables.LOG_LEVEL ?? (isLoopback(variables.HOST) ? "warn" : "info"),
    metricsToken: variables.METRICS_TOKEN,
    agentsFile: variables.AGENTS_FILE,
    allowOwnAgents: variables.ALLOW_OWN_AGENTS,
  };
}

/** @throws StartError */
function signInOf(variables: v.InferOutput<typeof variableSchema>): SignInEnv | undefined {
  const { AUTH_JWKS_URL: url, AUTH_AUDIENCE: audience, AUTH_ISSUER: issuer } = variables;
  if (url === undefined && audience === undefined && issuer === undefined) return undefined;
  // Without an audience a sign-in for any other site of the provider would be good here.
  if (url === undefined || audience === undefined)
    throw new StartError("AUTH_JWKS_URL and AUTH_AUDIENCE must be set together.");
  return { url, audience, issuer };
}
