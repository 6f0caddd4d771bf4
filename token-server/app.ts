import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import type { FunctionDeclaration } from "../web/core/live/session-request.ts";
import type { ServerConfig, TokenResponse, ToolsResponse } from "../web/core/live/token-contract.ts";
import type { Admit } from "./admission.ts";
import { putHeaders } from "./answer-headers.ts";
import { clientAddress, ownOrigin, type RequestRoute } from "./client-address.ts";
import { securityHeaders } from "./headers.ts";
import type { Limits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { MintToken } from "./mint.ts";
import { network } from "./network.ts";
import { type OperatorDeps, operatorRoutes } from "./operator-routes.ts";
import { judgeOrigin, type OriginRule, type OriginVerdict } from "./origin.ts";
import type { Policy } from "./policy.ts";
import { toProblem } from "./problem-of.ts";
import { nothingHere, ProblemError, problemResponse } from "./problems.ts";
import { requestIdHeader, watchRequests } from "./request-watch.ts";
import type { StaticFiles } from "./static.ts";

/** All that the server is made of. */
export interface AppDeps {
  /** Answer of `GET /api/config`. */
  readonly config: ServerConfig;
  readonly version: string;
  /** Answer of `GET /api/tools`. */
  readonly tools: readonly FunctionDeclaration[];
  readonly mint: MintToken;
  readonly policy: Policy;
  readonly limits: Limits;
  readonly origins: OriginRule;
  readonly admit: Admit;
  /** Where the app's tools may fetch from. */
  readonly toolOrigins: readonly string[];
  /** Address of the peer itself. */
  readonly addressOf: (context: Context) => string;
  /** How many proxies of the operator's own stand before the server; with none, what their headers say is not asked. */
  readonly proxies: number;
  readonly log: Log;
  /** Missing: nothing is counted. */
  readonly metrics?: Metrics | undefined;
  /** Asked for before numbers are told. Missing: they are told to this machine. Secret. */
  readonly metricsToken?: string | undefined;
  /** Whether the server does not end; missing: it does not. */
  readonly ready?: (() => Promise<boolean>) | undefined;
  /** The built app; missing where something else serves the pages. */
  readonly files?: StaticFiles | undefined;
  /** In demo mode only. */
  readonly standIn?: HttpStandIn | undefined;
}

/** The HTTP half of the stand-in for the Live service. */
export interface HttpStandIn {
  /** All below this path is the stand-in's. */
  readonly basePath: string;
  fetch(request: Request): Promise<Response> | Response;
}

/** Bytes of a token request's body. */
const bodyBytes = 65_536;

/** The whole server as a value: `app.fetch` answers, nothing listens. */
export function createApp(deps: AppDeps): Hono {
  const { standIn } = deps;
  const app = new Hono();
  app.onError((error) => problemResponse(toProblem(error)));
  app.notFound(() => problemResponse(nothingHere));
  app.use(watchRequests(deps));
  app.use(setHeaders(securityHeaders({ liveBaseUrl: deps.config.baseUrl, toolOrigins: deps.toolOrigins })));
  if (standIn !== undefined) {
    app.all(`${standIn.basePath}/*`, (context) => standIn.fetch(context.req.raw));
  }

  app.get("/health", (context) =>
    context.json(
      {
        status: deps.limits.isReady() ? "ok" : "degraded",
        mode: deps.config.mode,
        version: deps.version,
      },
      200,
      noStore,
    ),
  );
  app.route("/", operatorRoutes(operatorDeps(deps)));
  for (const path of ["/health", "/ready", "/metrics"]) app.all(path, refuseMethod("GET, HEAD"));
  app.route("/api", api(deps));
  app.get("*", async (context) => (await deps.files?.(context.req.raw)) ?? problemResponse(nothingHere));
  app.all("*", refuseMethod("GET, HEAD"));
  return app;
}

function operatorDeps(deps: AppDeps): OperatorDeps {
  return {
    metrics: deps.metrics,
    metricsToken: deps.metricsToken,
    loopbackOnly: isFromHereOnly(deps),
    ready: async () => deps.limits.isReady() && ((await deps.ready?.()) ?? true),
  };
}

/** Whoever comes through a proxy reaches it on loopback, too, by the proxy's name. */
function isFromHereOnly({ origins, proxies }: AppDeps): boolean {
  return origins.loopbackOnly && proxies === 0;
}

function api(deps: AppDeps): Hono {
  const api = new Hono();
  api.use(setHeaders(noStore));
  // Every answer that it touches is made anew, so only those that it is for go through it.
  const allowed = new Set(deps.origins.allowedOrigins);
  const shareWithListed = cors({
    origin: [...allowed],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["Authorization", "Content-Type", "X-Access-Code"],
    exposeHeaders: ["Retry-After", requestIdHeader],
    maxAge: 600,
  });
  api.use((context, next) =>
    allowed.has(context.req.header("Origin") ?? "") ? shareWithListed(context, next) : next(),
  );
  api.get("/config", (context) => context.json(deps.config));
  api.all("/config", refuseMethod("GET, HEAD"));
  api.get("/tools", (context) => context.json({ tools: deps.tools } satisfies ToolsResponse));
  api.all("/tools", refuseMethod("GET, HEAD"));
  api.post("/token", limitBody, (context) => answerToken(context, deps));
  api.all("/token", refuseMethod("POST"));
  api.all("*", () => {
    throw nothingHere;
  });
  return api;
}

/** From the cheapest check to the dearest: nothing is read for a stranger, nothing is minted for a bad request. */
async function answerToken(context: Context, deps: AppDeps): Promise<Response> {
  const route = routeOf(context, deps);
  const address = clientAddress(route, deps.proxies);
  await deps.limits.attempt(address);
  const verdict = judgeSender(context, route, deps);
  const user = await deps.admit(context);
  // A program that is no browser states no origin: where there is a code or a sign-in, that vouches for it.
  if (verdict === "unstated" && user === undefined) throw foreignOrigin();
  const request = deps.policy(await readJson(context));
  const counted = await deps.limits.mint({
    user: user ?? `address:${network(address)}`,
    renews: request.handle !== undefined,
    longestSeconds: request.longestSeconds,
  });
  const minted = await deps.mint(request).catch(async (error: unknown) => {
    await counted.refund();
    throw error;
  });
  const { apiVersion, baseUrl, mode } = deps.config;
  return context.json({ ...minted, model: request.model, apiVersion, baseUrl, mode } satisfies TokenResponse);
}

function routeOf(context: Context, { addressOf }: AppDeps): RequestRoute {
  return {
    peer: addressOf(context),
    forwardedFor: context.req.header("X-Forwarded-For"),
    forwardedProto: context.req.header("X-Forwarded-Proto"),
  };
}

function judgeSender(context: Context, route: RequestRoute, deps: AppDeps): OriginVerdict {
  const verdict = judgeOrigin(
    {
      origin: context.req.header("Origin"),
      fetchSite: context.req.header("Sec-Fetch-Site"),
      own: ownOrigin(context.req.url, route, deps.proxies),
    },
    { ...deps.origins, loopbackOnly: isFromHereOnly(deps) },
  );
  if (verdict === "foreign") throw foreignOrigin();
  return verdict;
}

function foreignOrigin(): ProblemError {
  return new ProblemError(
    "foreign-origin",
    "This server gives tokens to its own page and to ALLOWED_ORIGINS only.",
  );
}

/** A body that says its size, as those of browsers do, is judged by that; any other is counted as it comes. */
const limitBody: MiddlewareHandler = (context, next) => {
  const size = context.req.header("Content-Length");
  if (size === undefined || context.req.header("Transfer-Encoding") !== undefined) {
    return limitUnsizedBody(context, next);
  }
  if (!(Number(size) <= bodyBytes)) throw tooLarge();
  return next();
};

function tooLarge(): ProblemError {
  return new ProblemError("too-large", `The body may have ${bodyBytes} bytes.`);
}

const limitUnsizedBody = bodyLimit({
  maxSize: bodyBytes,
  onError: () => {
    throw tooLarge();
  },
});

async function readJson(context: Context): Promise<unknown> {
  const type = context.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new ProblemError("not-json", "Send the body as application/json.");
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError("bad-request", "The body is not JSON.");
  }
}

const noStore = { "Cache-Control": "no-store" };

function setHeaders(headers: Readonly<Record<string, string>>) {
  return async (context: Context, next: () => Promise<void>) => {
    await next();
    putHeaders(context, headers);
  };
}

function refuseMethod(allow: string) {
  return () => {
    throw new ProblemError("method-not-allowed", `Use ${allow}.`, { allow });
  };
}
