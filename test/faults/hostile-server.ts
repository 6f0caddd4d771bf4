import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import type { HostileFrame } from "./hostile-frames.ts";

/** A Live service that gives tokens, accepts every setup and then sends what a test tells it to. */
export interface HostileServer {
  /** `http://127.0.0.1:port`, as base address. */
  readonly url: string;
  /** Whether the newest connection is open and its setup accepted. */
  readonly isOpen: boolean;
  /** Sends a frame on the newest connection, if that is open. */
  send(frame: HostileFrame): void;
  close(): Promise<void>;
}

/** Serves one on a free port of 127.0.0.1. */
export async function serveHostile(): Promise<HostileServer> {
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
    get isOpen() {
      return newest?.readyState === WebSocket.OPEN;
    },
    send({ data }) {
      if (newest?.readyState === WebSocket.OPEN) newest.send(data, { binary: typeof data !== "string" });
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
