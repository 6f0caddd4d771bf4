import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { builtInTools } from "../web/tools/registry.ts";
import { readArguments } from "./arguments.ts";
import { type Backend, createBackend } from "./backend.ts";
import { answerBelow, builtBase } from "./base-path.ts";
import { stopOnSignal, surviveFailures } from "./ending.ts";
import { type Env, isLoopback, readEnv, StartError } from "./env.ts";
import { createHttpServer, type HttpServer } from "./http-server.ts";
import { nodeSurroundings } from "./node-surroundings.ts";
import type { PhoneSide } from "./phone/phone-side.ts";
import { createPinoLog, standardError } from "./pino-log.ts";
import { createPrometheus } from "./prometheus.ts";
import { type StaticFiles, serveFiles } from "./static.ts";
import { bracketed } from "./url-host.ts";
import { loadVariables } from "./variables.ts";

/** Where the built app lies, beside the built server. */
const appFolder = fileURLToPath(new URL("../web", import.meta.url));

try {
  const variables = loadVariables(process.cwd(), process.env);
  if (readArguments(process.argv.slice(2)).https) await startForPhones(variables);
  else await start(readEnv(variables));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Loaded only then: it makes certificates and draws codes. */
async function startForPhones(variables: NodeJS.ProcessEnv): Promise<void> {
  const { createPhoneSide, forPhones } = await import("./phone/phone-side.ts");
  const env = readEnv(forPhones(variables));
  await start(env, await createPhoneSide(env.host, variables));
}

async function start(env: Env, phones?: PhoneSide): Promise<void> {
  const log = createPinoLog(env.logLevel, standardError());
  let port = env.port;
  let isStopping = () => false;
  let ownDoor: string | undefined;
  const backend = await createBackend(env, {
    ...nodeSurroundings,
    host: env.host,
    ownAddress: () => ownDoor ?? `http://${bracketed(reachable(env.host))}:${port}`,
    files: builtApp(),
    loadTools: async () => builtInTools(),
    log,
    metrics: createPrometheus({ ofProcess: true }),
    ready: async () => !isStopping(),
  });
  const http = createHttpServer(backend.app.fetch, log, {
    connections: env.connections,
    certificate: phones?.certificate,
  });
  const { server } = http;
  connectStandIn(http, backend);
  const base = builtBase(appFolder);
  answerBelow(server, base);
  if (backend.standIn !== undefined) {
    ownDoor = await phones?.openOwnDoor(getRequestListener(backend.app.fetch));
  }
  port = await listen(server, env);
  surviveFailures(process, log);
  const { standIn, close } = backend;
  isStopping = stopOnSignal(process, { http, endSockets: () => standIn?.close(), close, log });
  const mode =
    standIn === undefined ? "" : " in demo mode: no GEMINI_API_KEY is set, a built-in stand-in answers";
  console.log(
    `Parley runs on ${phones === undefined ? "http" : "https"}://${isLoopback(env.host) ? "localhost" : bracketed(env.host)}:${port}${base === "/" ? "" : base}${mode}`,
  );
  if (phones !== undefined) console.log(phones.invitation(port, base));
}

function builtApp(): StaticFiles {
  try {
    return serveFiles(appFolder);
  } catch (error) {
    throw new StartError(`The app is not built, there is no ${appFolder}: run \`npm run build\` first.`, {
      cause: error,
    });
  }
}

function connectStandIn({ onUpgrade }: HttpServer, { standIn }: Backend): void {
  if (standIn === undefined) return;
  onUpgrade((request, socket, head) => {
    const path = request.url?.split("?")[0] ?? "/";
    if (standIn.owns(path)) return standIn.upgrade(request, socket, head);
    // Whoever reset it has no answer to wait for.
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n", () => socket.destroy());
  });
}

/** @returns the port that was taken */
async function listen(server: Server, { host, port }: Env): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw startError(error, host, port);
  }
  return (server.address() as AddressInfo).port;
}

function startError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new StartError(`Port ${port} is in use: stop the other program, or set PORT to another one.`);
    case "EACCES":
      return new StartError(`Port ${port} is not allowed for this user: set PORT to one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartError(`This machine has no address ${host}: set HOST to one that it has.`);
    default:
      return error;
  }
}

/** Bound to every address, the server reaches itself on the loopback one. */
function reachable(host: string): string {
  return host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
}
