import { isAbort } from "../errors.ts";
import type { WireObject } from "../live/wire.ts";
import type { Clock } from "../ports.ts";
import { toTranslate } from "../to-translate.ts";
import {
  type McpServer,
  type ServerCallOptions,
  type ServerTool,
  type ServerToolResult,
  type ToolServerConnection,
  ToolServerError,
  type ToolServerPort,
  type ToolServerReason,
} from "./tool-server.ts";

/** How it stands with a server. */
export type LinkStatus =
  | { readonly status: "connecting" }
  | { readonly status: "ready"; readonly tools: readonly ServerTool[] }
  /** @see retryAtMs when it is tried again by itself; undefined: when the person or a call asks for it. */
  | { readonly status: "failed"; readonly error: ToolServerError; readonly retryAtMs: number | undefined };

export interface LinkPorts {
  readonly port: ToolServerPort;
  readonly clock: Clock;
}

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;
/** A connection that held so long had no trouble from the start. */
const steadyMs = 30_000;

/** Whether it may help to ask again without a change by the person. */
const passing: { readonly [Reason in ToolServerReason]: boolean } = {
  address: false,
  blocked: false,
  unreachable: true,
  unauthorized: false,
  refused: false,
  "timed-out": true,
  expired: true,
  lost: true,
};

/** Keeps the connection to one server: connects, connects again when it is lost, and carries calls. */
export class ServerLink {
  readonly server: McpServer;
  readonly #ports: LinkPorts;
  readonly #onChange: () => void;
  #status: LinkStatus = { status: "connecting" };
  #attempt = new AbortController();
  #settled: Promise<void> = Promise.resolve();
  #connection: ToolServerConnection | undefined;
  #readyAtMs = 0;
  /** Attempts in vain since it last held. */
  #failures = 0;
  #cancelRetry: () => void = () => undefined;

  /** @param onChange is told whenever `status` is another */
  constructor(server: McpServer, ports: LinkPorts, onChange: () => void) {
    this.server = server;
    this.#ports = ports;
    this.#onChange = onChange;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Resolves when the attempt that is under way has ended. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Connects, or connects anew. */
  connect(): void {
    this.close();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#set({ status: "connecting" });
    this.#settled = this.#open(attempt);
  }

  /** Ends everything; `connect` begins again. */
  close(): void {
    this.#cancelRetry();
    this.#attempt.abort();
    this.#connection?.close();
    this.#connection = undefined;
  }

  /**
   * Runs a tool. A server that is not connected is waited for; one that has forgotten the session is asked once more
   * in a new one. @throws ToolServerError, AbortError, Error in the server's own words
   */
  async call(name: string, args: WireObject, options: ServerCallOptions): Promise<ServerToolResult> {
    const connection = await this.#connected(options.signal);
    try {
      return await connection.call(name, args, options);
    } catch (error) {
      if (!(error instanceof ToolServerError)) throw error;
      if (error.reason === "expired") return this.#callAnew(connection, [name, args, options]);
      if (error.reason === "unreachable" && connection === this.#connection) this.#lose(error);
      throw error;
    }
  }

  async #callAnew(
    expired: ToolServerConnection,
    call: Parameters<ToolServerConnection["call"]>,
  ): Promise<ServerToolResult> {
    // Several calls may find out at the same time; the first one connects for all.
    if (expired === this.#connection) this.connect();
    const [, , { signal }] = call;
    return (await this.#connected(signal)).call(...call);
  }

  async #connected(signal: ServerCallOptions["signal"]): Promise<ToolServerConnection> {
    if (this.#status.status === "failed") this.connect();
    await untilAborted(this.#settled, signal);
    if (this.#connection !== undefined) return this.#connection;
    throw this.#status.status === "failed" ? this.#status.error : notConnected(this.server);
  }

  async #open(attempt: AbortController): Promise<void> {
    const { signal } = attempt;
    const events = {
      onTools: (tools: readonly ServerTool[]) => {
        if (!signal.aborted && this.#connection !== undefined) this.#set({ status: "ready", tools });
      },
      onLost: (error: ToolServerError) => {
        if (!signal.aborted) this.#lose(error);
      },
    };
    try {
      const connection = await this.#ports.port.connect(this.server, events, signal);
      if (signal.aborted) return connection.close();
      this.#connection = connection;
      this.#readyAtMs = this.#ports.clock.now();
      this.#set({ status: "ready", tools: connection.tools });
    } catch (cause) {
      if (signal.aborted || isAbort(cause)) return;
      this.#fail(cause instanceof ToolServerError ? cause : refused(this.server, cause));
    }
  }

  #lose(error: ToolServerError): void {
    if (this.#ports.clock.now() - this.#readyAtMs >= steadyMs) this.#failures = 0;
    this.close();
    this.#fail(error);
  }

  #fail(error: ToolServerError): void {
    const { clock } = this.#ports;
    if (!passing[error.reason]) return this.#set({ status: "failed", error, retryAtMs: undefined });
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#cancelRetry = clock.setTimer(delayMs, () => this.connect());
    this.#set({ status: "failed", error, retryAtMs: clock.now() + delayMs });
  }

  #set(status: LinkStatus): void {
    this.#status = status;
    this.#onChange();
  }
}

/** @param cause in the server's own words */
function refused({ name }: McpServer, cause: unknown): ToolServerError {
  const source = toTranslate("{0} cannot be used: {1}");
  const values = [name, cause instanceof Error ? cause.message : String(cause)];
  return new ToolServerError("refused", { source, values }, { cause });
}

function notConnected({ name }: McpServer): ToolServerError {
  return new ToolServerError("lost", `${name} is not connected.`);
}

/** The promise, unless the signal aborts first. */
function untilAborted<T>(promise: Promise<T>, signal: ServerCallOptions["signal"]): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    const stop = () => signal.removeEventListener("abort", abort);
    promise.then(resolve, reject).then(stop, stop);
  });
}
