import { isAbort } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";
import { toTranslate } from "../core/to-translate.ts";
import {
  type McpServer,
  type ToolServerConnection,
  ToolServerError,
  type ToolServerEvents,
  type ToolServerPort,
} from "../core/tools/tool-server.ts";
import { type BlockedConnects, watchBlockedConnects } from "./blocked-connects.ts";
import { timeLimit } from "./time-limit.ts";

export interface McpClientOptions {
  readonly clock: Clock;
  /** Tells whether the page itself refused to connect. */
  readonly watchBlocked?: (url: URL) => BlockedConnects;
  /** Before the first try to get a lost stream back; grows with each. */
  readonly streamRetryMs?: number;
}

const connectTimeoutMs = 15_000;

/** ToolServerPort over the Model Context Protocol's own SDK, which is loaded with the first connect. */
export class McpClient implements ToolServerPort {
  readonly #clock: Clock;
  readonly #watchBlocked: (url: URL) => BlockedConnects;
  readonly #streamRetryMs: number;

  constructor({ clock, watchBlocked = watchBlockedConnects, streamRetryMs = 1_000 }: McpClientOptions) {
    this.#clock = clock;
    this.#watchBlocked = watchBlocked;
    this.#streamRetryMs = streamRetryMs;
  }

  async connect(
    server: McpServer,
    events: ToolServerEvents,
    signal: AbortSignal,
  ): Promise<ToolServerConnection> {
    const url = endpointOf(server);
    const blocked = this.#watchBlocked(url);
    const limit = timeLimit(signal, connectTimeoutMs, this.#clock, () => late(url));
    try {
      const { openMcpSession } = await Promise.race([loadSession(), limit.reached]);
      const { headers = {} } = server;
      const options = {
        url,
        headers,
        events,
        signal: limit.signal,
        streamRetryMs: this.#streamRetryMs,
        clock: this.#clock,
      };
      return await Promise.race([openMcpSession(options), limit.reached]);
    } catch (error) {
      if (isAbort(error)) throw error;
      if (isUnreachable(error) && (await blocked.seen())) throw blockedByPage(url, error);
      throw error;
    } finally {
      limit.dispose();
      blocked.stop();
    }
  }
}

async function loadSession() {
  try {
    return await import("./mcp-session.ts");
  } catch (cause) {
    const message = toTranslate(
      "The code for MCP servers could not be loaded: the network is down or the app has changed.",
    );
    throw new ToolServerError("unreachable", message, { cause });
  }
}

/** @throws ToolServerError with `address` */
function endpointOf({ url: address }: McpServer): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) throw new ToolServerError("address", toTranslate("This is not a web address."));
  if (url.username !== "" || url.password !== "")
    throw new ToolServerError(
      "address",
      toTranslate("Leave name and password out of the address: headers are the place for them."),
    );
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw new ToolServerError(
    "address",
    toTranslate("The address must begin with https: only this machine may be asked without."),
  );
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof ToolServerError && error.reason === "unreachable";
}

function late({ host }: URL): ToolServerError {
  return new ToolServerError("timed-out", {
    source: toTranslate("{0} did not answer in time."),
    values: [host],
  });
}

function blockedByPage({ origin }: URL, cause: unknown): ToolServerError {
  const source = toTranslate(
    "This page may not connect to {0}: the server's ALLOWED_TOOL_ORIGINS must name it.",
  );
  return new ToolServerError("blocked", { source, values: [origin] }, { cause });
}
