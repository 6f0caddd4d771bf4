import type { RawData, WebSocket } from "ws";
import type { SessionTime } from "./clock.ts";
import { type Close, cutReason } from "./closes.ts";
import type { JsonObject } from "./json.ts";
import type { SessionTrace } from "./trace.ts";

/** What comes from the client's side of the socket. */
export interface LiveSocketHandlers {
  readonly onFrame: (text: string) => void;
  /** Once, whoever closed. */
  readonly onClose: () => void;
}

/** The server's end of one connection: messages out in the service's dress, frames in, everything traced. */
export class LiveSocket {
  readonly #socket: WebSocket;
  readonly #trace: SessionTrace;
  readonly #time: SessionTime;
  readonly #binary: boolean;
  #silent = false;

  constructor(
    socket: WebSocket,
    trace: SessionTrace,
    time: SessionTime,
    frames: "binary" | "text",
    handlers: LiveSocketHandlers,
  ) {
    this.#socket = socket;
    this.#trace = trace;
    this.#time = time;
    this.#binary = frames === "binary";
    socket.on("message", (data: RawData) => handlers.onFrame(textOf(data)));
    // A broken frame or a reset connection: 'close' follows and ends the session.
    socket.on("error", () => {});
    socket.on("close", (code, reason) => {
      this.#traceClose("client", code, reason.toString());
      handlers.onClose();
    });
  }

  /** Sends one message, pretty-printed as the service does. Nothing after a close or a stall. */
  send(message: JsonObject): void {
    if (!this.#sendText(`${JSON.stringify(message, null, 2)}\n`)) return;
    this.#trace.addSent(this.#time.now(), message);
  }

  /** Sends any text as a frame. */
  sendRaw(text: string): void {
    this.#sendText(text);
  }

  /** From now on nothing is sent, though the socket stays open. */
  stall(): void {
    this.#silent = true;
  }

  close({ code, reason }: Close): void {
    const cut = cutReason(reason);
    this.#traceClose("server", code, cut);
    this.#socket.close(code, cut);
  }

  /** Ends the connection without a closing handshake. */
  drop(): void {
    this.#traceClose("server", 1006, "");
    this.#socket.terminate();
  }

  #sendText(text: string): boolean {
    if (this.#silent || this.#socket.readyState !== this.#socket.OPEN) return false;
    this.#socket.send(this.#binary ? Buffer.from(text, "utf8") : text, { binary: this.#binary });
    return true;
  }

  #traceClose(by: "client" | "server", code: number, reason: string): void {
    this.#trace.close ??= { atMs: this.#time.now(), by, code, reason };
    this.#trace.changed();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Uint8Array).toString("utf8");
}
