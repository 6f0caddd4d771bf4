import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { demoAgent } from "./agent.ts";
import { ApiError, errorResponse, plainRefusal } from "./api-error.ts";
import { systemClock } from "./clock.ts";
import { type Close, closes } from "./closes.ts";
import { readMintRequest } from "./mint.ts";
import type { SimulatorOptions } from "./options.ts";
import { HandleStore } from "./resumption.ts";
import { answerFor, type Scenario } from "./scenario.ts";
import { Session } from "./session.ts";
import { type ApiVersion, apiVersions } from "./setup-check.ts";
import { warmUp } from "./speech.ts";
import { type AdmittedToken, TokenStore } from "./tokens.ts";
import { SessionTrace, type TraceDepth } from "./trace.ts";

/** A stand-in for the Gemini Live service: the mint over `fetch`, the sockets over `upgrade`. */
export interface Simulator {
  /** Answers `POST {basePath}/{version}/auth_tokens` and every other path below basePath (404 in Google's error form). */
  fetch(request: Request): Promise<Response>;
  /** True if this path is a Live socket of the simulator; then `upgrade` takes it over. */
  owns(path: string): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every session and timer. */
  close(): Promise<void>;
}

/** A simulator that also tells of each new session, for tests. */
export type TracingOptions = SimulatorOptions & {
  readonly onSession?: (trace: SessionTrace) => void;
  /** Default: `recent`, so that a session that lasts holds no more memory than another. */
  readonly trace?: TraceDepth;
};

const liveService =
  /^\/ws\/google\.ai\.generativelanguage\.(\w+)\.GenerativeService\.BidiGenerateContent(Constrained)?$/;

/** Makes a simulator. It holds no socket or port of its own: the host forwards requests and upgrades to it. */
export function createSimulator(options: TracingOptions = {}): Simulator {
  const {
    basePath = "",
    apiKeys = ["demo-key"],
    timeScale = 1,
    clock = systemClock,
    frames = "binary",
  } = options;
  const log = options.log ?? (() => {});
  const tokens = new TokenStore(clock);
  const handles = new HandleStore(clock);
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 16 * 1024 * 1024,
  });
  const sessions = new Set<Session>();
  const silent = new AbortController();
  let connections = 0;

  const scenarioFor = (connection: number): Scenario => {
    const { scenario = {}, profile } = options;
    const chosen = typeof scenario === "function" ? scenario(connection) : scenario;
    return { ...chosen, profile: { ...profile, ...chosen.profile } };
  };

  const pathBelow = (url: string): string | undefined => {
    const path = (url.split("?")[0] ?? "").replaceAll(/\/{2,}/g, "/");
    return path === basePath || path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
  };

  const mint = async (request: Request): Promise<Response> => {
    checkKey(request.headers.get("x-goog-api-key") ?? queryValue(request.url, "key"), apiKeys);
    const fault = scenarioFor(connections).faults?.mint;
    if (fault === "silent") await until(silent.signal);
    else if (fault !== undefined)
      return plainRefusal(fault.status, fault.message ?? "The scenario refuses to mint.");
    const grant = readMintRequest(await readJson(request), clock.now());
    const name = tokens.mint(grant);
    log({ type: "minted", constraints: grant.constraints.kind });
    return Response.json({ name });
  };

  const admit = (request: IncomingMessage, constrained: boolean): AdmittedToken | "key" | Close => {
    const url = request.url ?? "";
    if (constrained) return tokens.admit(queryValue(url, "access_token") ?? headerToken(request));
    const key = queryValue(url, "key");
    if (key === undefined) return closes.unregisteredCaller;
    return apiKeys.includes(key) ? "key" : closes.apiKeyInvalid;
  };

  const open = (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    version: ApiVersion,
    constrained: boolean,
  ) => {
    const connection = connections;
    connections += 1;
    const scenario = scenarioFor(connection);
    const { refuseUpgrade } = scenario.faults ?? {};
    if (refuseUpgrade !== undefined) return refuse(socket, refuseUpgrade);
    const admission = admit(request, constrained);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const trace = new SessionTrace(constrained, version, options.trace ?? "recent");
      const deps = { version, scenario, handles, clock, timeScale, frames, trace, log };
      const token = admission === "key" || "code" in admission ? undefined : admission;
      const session = new Session(webSocket, { ...deps, token, answer: answerFor(scenario, demoAgent) });
      sessions.add(session);
      webSocket.on("close", () => sessions.delete(session));
      options.onSession?.(trace);
      log({ type: "session-opened", version, constrained });
      // The service accepts the handshake and closes: a browser cannot see why a handshake was refused.
      if (admission !== "key" && "code" in admission) session.close(admission);
    });
  };

  return {
    async fetch(request) {
      const path = pathBelow(new URL(request.url).pathname);
      const version = /^\/(\w+)\/auth_tokens$/.exec(path ?? "")?.[1];
      try {
        if (request.method === "POST" && isVersion(version)) return await mint(request);
        throw new ApiError("NOT_FOUND", "Requested entity was not found.");
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        log({ type: "mint-refused", message: error.message });
        return errorResponse(error);
      }
    },

    owns: (path) => pathBelow(path)?.startsWith("/ws/") === true,

    upgrade(request, socket, head) {
      // The host's error listener ends with the upgrade; a reset before the handshake must not end the process.
      socket.on("error", () => socket.destroy());
      const [, version, constrained] = liveService.exec(pathBelow(request.url ?? "") ?? "") ?? [];
      if (!isVersion(version)) return refuse(socket, 404);
      warmUp().catch((error: unknown) => log({ type: "failure", message: String(error) }));
      open(request, socket, head, version, constrained !== undefined);
    },

    async close() {
      silent.abort();
      const goodbyes = [...server.clients].map(untilGone);
      for (const session of sessions) session.close({ code: 1001, reason: "" });
      await Promise.all(goodbyes);
      server.close();
    },
  };
}

function isVersion(version: string | undefined): version is ApiVersion {
  return apiVersions.some((known) => known === version);
}

function checkKey(key: string | undefined, apiKeys: readonly string[]): void {
  if (key === undefined) {
    throw new ApiError(
      "PERMISSION_DENIED",
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    );
  }
  if (!apiKeys.includes(key)) {
    throw new ApiError("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
  }
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiError("INVALID_ARGUMENT", "Invalid JSON payload received. Parse error.");
  }
}

/** Reads the raw query: a token comes unencoded, so a `+` is a plus and a slash is a slash. */
function queryValue(url: string, name: string): string | undefined {
  const query = url.split("?")[1]?.split("#")[0] ?? "";
  const pair = query.split("&").find((part) => part.startsWith(`${name}=`));
  return pair?.slice(name.length + 1).replaceAll(/%2F/gi, "/");
}

/** `Authorization: Token <name>`, which the service takes in place of the query. */
function headerToken(request: IncomingMessage): string | undefined {
  return /^Token (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

/** Answers a handshake with an HTTP status and hangs up. */
function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Waits for the closing handshake, but not for a client that does not answer it. */
function untilGone(client: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const cancel = systemClock.setTimer(250, () => client.terminate());
    client.once("close", () => {
      cancel();
      resolve();
    });
  });
}

function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
