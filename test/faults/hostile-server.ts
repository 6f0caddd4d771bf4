import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { HostileFrame } from "./hostile-frames.ts";

/** A Live service that gives tokens, accepts every setup and then sends what a test tells it to. */
export interface HostileServer {
  /** `http://127.0.0.1:port`, as base address. */
  readonly url: string;
  /** Connections whose setup was accepted so far. */
  readonly accepted: number;
  /** Sends a frame on the newest connection. @returns whether there is an open one */
  send(frame: HostileFrame): boolean;
  close(): Promise<void>;
}

/** Serves one on a free port of 127.0.0.1. */
export async function serveHostile(): Promise<HostileServer> {
  let accepted = 0;
  let newest: WebSocket | undefined;
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((request, response) => {
    if (request.method !== "POST") return response.writeHead(404).end();
    response.setHeader("Content-Type", "application/json");
    return response.end('{"name":"auth_tokens/hostile"}');
  });
  server.on("upgrade", (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.once("message", () => {
        socket.send('{"setupComplete":{}}');
        accepted += 1;
        newest = socket;
      });
      // A page that leaves in the middle of a frame: 'close' follows.
      socket.on("error", () => {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    get accepted() {
      return accepted;
    },
    send({ data }) {
      if (newest?.readyState !== newest?.OPEN) return false;
      newest?.send(data, { binary: typeof data !== "string" });
      return newest !== undefined;
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
