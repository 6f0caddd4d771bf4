import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { type ApiVersion, apiVersions, defaultApiVersion } from "../web/core/live/api-version.ts";
import { models } from "../web/core/live/models.ts";

/** What the environment says, checked. */
export interface Env {
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
  /** Missing: none is asked for. Secret. */
  readonly accessCode: string | undefined;
  /** From minting to the end of the session. */
  readonly tokenLifetimeSeconds: number;
  /** From minting to the last moment to connect. */
  readonly tokenStartSeconds: number;
  readonly tokensPerMinute: number;
  readonly tokensPerMinutePerAddress: number;
}

/** The server cannot start; the message is one sentence that says what to change. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** `.env` in the folder, if there is one, under the variables that are set already. */
export function loadVariables(folder: string, set: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = `${folder}/.env`;
  return existsSync(file) ? { ...parseEnv(readFileSync(file, "utf8")), ...set } : set;
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
  requireAccessCode(env, env.host);
  return env;
}

/**
 * A real key that others can reach must be behind a code.
 * @throws StartError
 */
export function requireAccessCode(env: Env, host: string): void {
  if (env.apiKey === undefined || env.accessCode !== undefined || isLoopback(host)) return;
  throw new StartError(
    `HOST ${host} lets others use your GEMINI_API_KEY: set ACCESS_CODE, or HOST to 127.0.0.1, and start again.`,
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
  ACCESS_CODE: v.optional(printable),
  // The service refuses tokens of 20 hours and more.
  TOKEN_LIFETIME_SECONDS: v.optional(wholeNumber(60, 71_940), "1800"),
  TOKEN_START_SECONDS: v.optional(wholeNumber(10, 71_940), "120"),
  TOKENS_PER_MINUTE: v.optional(wholeNumber(1, 1_000_000), "120"),
  TOKENS_PER_MINUTE_PER_ADDRESS: v.optional(wholeNumber(1, 1_000_000), "30"),
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
    accessCode: variables.ACCESS_CODE,
    tokenLifetimeSeconds: variables.TOKEN_LIFETIME_SECONDS,
    tokenStartSeconds: variables.TOKEN_START_SECONDS,
    tokensPerMinute: variables.TOKENS_PER_MINUTE,
    tokensPerMinutePerAddress: variables.TOKENS_PER_MINUTE_PER_ADDRESS,
  };
}
