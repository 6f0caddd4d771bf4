import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Context, Hono } from "hono";
import manifest from "../package.json" with { type: "json" };
import { defaultModel } from "../web/core/live/models.ts";
import type { ServerConfig } from "../web/core/live/token-contract.ts";
import { voices } from "../web/core/live/voices.ts";
import type { Tool } from "../web/core/tools/tool.ts";
import { createAdmission, type SignInRules } from "./admission.ts";
import { createAgentPolicy } from "./agent-policy.ts";
import { type AgentParts, parseAgents } from "./agents-file.ts";
import { createApp, type HttpStandIn } from "./app.ts";
import { type Counters, memoryCounters } from "./counters.ts";
import { type Env, isLoopback, StartError } from "./env.ts";
import { createLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { countMints, type Metrics } from "./metrics.ts";
import { createMint } from "./mint.ts";
import { createPolicy, type Policy } from "./policy.ts";
import { createSigningKeys } from "./signing-keys.ts";
import { type OperatorAgent, shownAgents } from "./site-agent.ts";
import type { StaticFiles } from "./static.ts";
import { describeTools } from "./tools.ts";

/** The app and, in demo mode, the stand-in that answers instead of Google; ready for whatever serves `app.fetch`. */
export interface Backend {
  readonly app: Hono;
  readonly standIn: StandIn | undefined;
  /** Lets go of what the app holds open. */
  close(): void;
}

/** The stand-in for the Live service: its HTTP half and its WebSocket. */
export interface StandIn extends HttpStandIn {
  /** Whether a path is one of its sockets. */
  owns(path: string): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends its sockets. */
  close(): Promise<void> | void;
}

export interface Surroundings {
  /** The address the server is bound to. */
  readonly host: string;
  /** Where the server reaches itself, as `http://127.0.0.1:8787`; asked only while it listens. */
  readonly ownAddress: () => string;
  readonly files?: StaticFiles;
  /** The tools that come with the app, by name: only Vite can gather a folder, so who runs under it passes them. */
  readonly loadTools: () => Promise<ReadonlyMap<string, Tool>>;
  readonly log: Log;
  /** Missing: nothing is counted. */
  readonly metrics?: Metrics;
  /** Whether the server is not about to end; missing: always. */
  readonly ready?: () => Promise<boolean>;
  /** Address of the peer itself; headers that a proxy or anyone else may set are not asked. */
  readonly addressOf: (context: Context) => string;
  /** For demo mode; missing where the stand-in cannot run. @param apiKey the one it takes */
  readonly loadStandIn?: (apiKey: string) => Promise<StandIn>;
  /** For variables that name one; missing where there are no files. @throws StartError naming the variable */
  readonly readTextFile?: (variable: string, path: string) => string;
  /** For REDIS_URL; missing where Redis cannot be used. */
  readonly redisCounters?: (url: string, log: (line: string) => void) => Counters;
}

/** All below it is the stand-in's. */
export const standInPath = "/sim";

/**
 * Puts the server together as the environment asks.
 * @throws StartError where what the environment asks for cannot be had in these surroundings
 */
export async function createBackend(env: Env, surroundings: Surroundings): Promise<Backend> {
  // Not a secret of anyone's, but whoever could guess it could mint without the rules of this server.
  const apiKey = env.apiKey ?? `demo-${randomUUID()}`;
  const standIn = env.apiKey === undefined ? await startStandIn(apiKey, surroundings) : undefined;
  const builtIn = await surroundings.loadTools();
  const plain = describe(env);
  const tools = describeTools(builtIn, plain.defaultModel);
  const agents = siteAgents(env, surroundings, { ...plain, tools: builtIn });
  const config =
    agents === undefined ? plain : { ...plain, siteAgents: shownAgents(agents, env.allowOwnAgents) };
  const mint = createMint({
    apiKey,
    baseUrl: () => (standIn === undefined ? env.baseUrl : surroundings.ownAddress() + standInPath),
    apiVersion: env.apiVersion,
    lifetimeSeconds: env.tokenLifetimeSeconds,
    startSeconds: env.tokenStartSeconds,
  });
  const counters = env.redisUrl === undefined ? memoryCounters() : shared(env.redisUrl, surroundings);
  const app = createApp({
    config,
    version: manifest.version,
    tools: tools.declarations,
    mint: surroundings.metrics === undefined ? mint : countMints(mint, surroundings.metrics),
    policy: policyOf(env, config.defaultModel, agents),
    limits: createLimits(env, counters),
    origins: { allowedOrigins: env.allowedOrigins, loopbackOnly: isLoopback(surroundings.host) },
    admit: createAdmission({ accessCodes: env.accessCodes, signIn: signInRules(env) }),
    toolOrigins: [...new Set([...tools.origins, ...env.allowedToolOrigins])],
    addressOf: surroundings.addressOf,
    proxies: env.proxies,
    log: surroundings.log,
    metrics: surroundings.metrics,
    metricsToken: env.metricsToken,
    ready: surroundings.ready,
    files: surroundings.files,
    standIn,
  });
  return { app, standIn, close: () => counters.close() };
}

function signInRules({ signIn }: Env): SignInRules | undefined {
  if (signIn === undefined) return undefined;
  const { url, audience, issuer } = signIn;
  return { keys: createSigningKeys({ url }), audience, issuer };
}

function siteAgents(
  { agentsFile }: Env,
  { readTextFile }: Surroundings,
  parts: AgentParts,
): readonly OperatorAgent[] | undefined {
  if (agentsFile === undefined) return undefined;
  if (readTextFile === undefined)
    throw new StartError("AGENTS_FILE cannot be used here, where there are no files: take it away.");
  return parseAgents(readTextFile("AGENTS_FILE", agentsFile), parts);
}

function policyOf(env: Env, defaultModel: string, agents: readonly OperatorAgent[] | undefined): Policy {
  const own = createPolicy(env.models, defaultModel);
  return agents === undefined ? own : createAgentPolicy(agents, env.allowOwnAgents ? own : undefined);
}

function describe(env: Env): ServerConfig {
  const demo = env.apiKey === undefined;
  return {
    mode: demo ? "demo" : "gemini",
    models: env.models,
    defaultModel: env.models.find((model) => model === defaultModel) ?? env.models[0] ?? defaultModel,
    voices: voices.map((voice) => voice.name),
    baseUrl: demo ? standInPath : env.baseUrl,
    apiVersion: env.apiVersion,
    accessCodeRequired: env.accessCodes.length > 0 && env.signIn === undefined,
  };
}

function shared(redisUrl: string, { redisCounters, log }: Surroundings): Counters {
  if (redisCounters !== undefined)
    return redisCounters(redisUrl, (message) => log.write({ event: "notice", message }));
  throw new StartError("REDIS_URL cannot be used here, where each instance counts by itself: take it away.");
}

async function startStandIn(apiKey: string, { loadStandIn }: Surroundings): Promise<StandIn> {
  if (loadStandIn !== undefined) return loadStandIn(apiKey);
  throw new StartError("There is no demo mode here: set GEMINI_API_KEY.");
}
