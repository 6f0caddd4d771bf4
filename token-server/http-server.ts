import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { describeFailure } from "./failure.ts";
import type { Log } from "./log.ts";
import { network } from "./network.ts";
import { ProblemError, problemResponse } from "./problems.ts";

/** What one client may take of the server's time and room. All times in milliseconds. */
export interface HttpLimits {
  /** From the connection, or the request's first byte, to the end of its headers. */
  readonly headersMs: number;
  /** To the end of its body. */
  readonly requestMs: number;
  /** Between two requests of one connection. */
  readonly keepAliveMs: number;
  /** Without a byte either way, as of one who does not read the answer. */
  readonly silenceMs: number;
  /** How often the first two are looked at. */
  readonly checkMs: number;
  readonly headerBytes: number;
  readonly requestsPerSocket: number;
}

/** How many connections may be open at once; who comes beyond is let go without a word. */
export interface ConnectionLimits {
  /** Of all clients. */
  readonly total: number;
  /** Of one network, as the peer's address tells it: behind a proxy all clients have the proxy's. */
  readonly perAddress: number;
}

export const httpLimits: HttpLimits = {
  headersMs: 10_000,
  requestMs: 20_000,
  keepAliveMs: 10_000,
  // Minting may take 10 s, in which nothing is sent.
  silenceMs: 30_000,
  checkMs: 1_000,
  headerBytes: 16_384,
  requestsPerSocket: 1_000,
};

/** What a server proves itself with, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface HttpServerOptions {
  readonly limits?: HttpLimits;
  /** Missing: as many as come. */
  readonly connections?: ConnectionLimits;
  /** With one, the server speaks HTTPS. */
  readonly certificate?: Certificate | undefined;
}

/** An HTTP/1 server, which is what WebSockets need, and the way to end it. */
export interface HttpServer {
  readonly server: Server;
  /**
   * Hands the sockets of clients that ask for another protocol to `take`, whose they are from then on. Without it, they are
   * answered as if they had not asked.
   */
  readonly onUpgrade: (take: TakeSocket) => void;
  /** Answers under way. */
  readonly running: () => number;
  /**
   * Accepts nobody any more, lets go at once whoever has no answer under way, and waits for those that have one.
   * @param graceMs after which they are cut off
   */
  stop(graceMs: number): Promise<void>;
}

type TakeSocket = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/** Serves the app; whatever it throws is answered with 500, and told to the log. */
export function createHttpServer(
  fetch: Fetch,
  log: Log,
  { limits = httpLimits, connections, certificate }: HttpServerOptions = {},
): HttpServer {
  const answers = new Map<ServerResponse, Socket>();
  const sockets = new Set<Socket>();
  let stopping = false;
  const answer = getRequestListener(fetch, { errorHandler: (thrown) => answerFailure(thrown, log) });
  const options: ServerOptions = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
  };
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    answers.set(response, socket);
    if (stopping) response.shouldKeepAlive = false;
    response.once("close", () => {
      answers.delete(response);
      if (stopping) socket.destroySoon();
    });
    void answer(request, response);
  };
  const server: Server =
    certificate === undefined
      ? createServer(options, take)
      : createSecureServer({ ...options, ...certificate }, take);
  server.timeout = limits.silenceMs;
  server.maxRequestsPerSocket = limits.requestsPerSocket;
  if (connections !== undefined) limitConnections(server, connections);
  // Requests of a secure server come over a socket that is made of the one that connects.
  server.on(certificate === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  return {
    server,
    // Who listens without taking the socket would leave it open for ever: then no limit of time holds for it.
    onUpgrade(take) {
      server.on("upgrade", (request, socket, head) => {
        sockets.delete(request.socket);
        take(request, socket, head);
      });
    },
    running: () => answers.size,
    async stop(graceMs) {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const busy = new Set(answers.values());
      for (const response of answers.keys()) response.shouldKeepAlive = false;
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function limitConnections(server: Server, { total, perAddress }: ConnectionLimits): void {
  server.maxConnections = total;
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const from = network(socket.remoteAddress ?? "");
    const count = open.get(from) ?? 0;
    if (count >= perAddress) return socket.destroy();
    open.set(from, count + 1);
    return socket.once("close", () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
  });
}

/** What the app itself could not answer: an address that is none, or a failure outside of it. */
function answerFailure(thrown: unknown, log: Log): Response {
  if (thrown instanceof RequestError) {
    return problemResponse(new ProblemError("bad-request", "The address or the Host header is not valid."));
  }
  log.write({ event: "failure", from: "listener", error: describeFailure(thrown) });
  return problemResponse(new ProblemError("internal", "Something went wrong on the server."));
}
