import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";

/** What the test tells its scripted service to do with the newest connection. */
export type ServerOrder =
  /** Sends one frame as it stands; the real service sends JSON in binary frames. */
  | { readonly type: "send"; readonly text: string; readonly binary: boolean }
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  /** Cuts the connection without a closing handshake. */
  | { readonly type: "drop" }
  /** From now on handshakes are answered with this HTTP status. */
  | { readonly type: "refuse"; readonly status: number };

/** What the scripted service tells the test. */
export type ServerReport =
  | { readonly type: "opened"; readonly path: string }
  | { readonly type: "received"; readonly text: string }
  | { readonly type: "closed"; readonly code: number };

export interface LiveServer {
  /** `http://127.0.0.1:port`. A room is a path under it. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A Live service without a will of its own, for tests that run in a browser. Each test has a room: a socket to
 * `/<room>/control` takes its orders and gets reports; every other socket below `/<room>/` is the service.
 */
export async function serveLive(): Promise<LiveServer> {
  const rooms = new Map<string, Room>();
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const path = request.url ?? "/";
    const name = path.split("/")[1] ?? "";
    const room = rooms.get(name) ?? new Room();
    rooms.set(name, room);
    const isControl = path === `/${name}/control`;
    if (!isControl && room.refusal !== undefined) {
      stream.end(`HTTP/1.1 ${room.refusal} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (isControl) room.control(socket);
      else room.serve(socket, path);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

class Room {
  refusal: number | undefined;
  #control: WebSocket | undefined;
  #live: WebSocket | undefined;

  control(socket: WebSocket): void {
    this.#control = socket;
    socket.on("message", (data) => this.#obey(JSON.parse(textOf(data))));
  }

  serve(socket: WebSocket, path: string): void {
    this.#live = socket;
    this.#report({ type: "opened", path });
    socket.on("message", (data) => this.#report({ type: "received", text: textOf(data) }));
    socket.on("close", (code) => this.#report({ type: "closed", code }));
  }

  #obey(order: ServerOrder): void {
    switch (order.type) {
      case "send":
        this.#live?.send(order.text, { binary: order.binary });
        break;
      case "close":
        this.#live?.close(order.code, order.reason);
        break;
      case "drop":
        this.#live?.terminate();
        break;
      case "refuse":
        this.refusal = order.status;
        break;
      default:
        order satisfies never;
    }
  }

  #report(report: ServerReport): void {
    this.#control?.send(JSON.stringify(report));
  }
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data as ArrayBuffer).toString();
}
