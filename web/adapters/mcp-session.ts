import "./zod-without-eval.ts";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  type Tool as ListedTool,
  ListToolsResultSchema,
  McpError,
  type Progress,
} from "@modelcontextprotocol/sdk/types.js";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/cfworker";
import { atMost } from "../core/at-most.ts";
import type { WireObject } from "../core/live/wire.ts";
import type { Clock } from "../core/ports.ts";
import { toTranslate } from "../core/to-translate.ts";
import {
  type ServerCallOptions,
  type ServerTool,
  type ServerToolResult,
  type ToolServerConnection,
  ToolServerError,
  type ToolServerEvents,
  type ToolServerReason,
} from "../core/tools/tool-server.ts";

export interface McpSessionOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: ToolServerEvents;
  /** Ends the opening; an open session is ended with `close()`. */
  readonly signal: AbortSignal;
  readonly streamRetryMs: number;
  readonly clock: Pick<Clock, "setTimer">;
}

/** Of one server; more than a call takes anyway. */
const maxTools = 500;

/** How long a server may take to hear of the end; its stream stays open for it. */
const goodbyeMs = 3_000;

/** The SDK's own limit, behind that of the tools. */
const requestTimeoutMs = 180_000;

/**
 * Opens a session over Streamable HTTP and asks for the tools.
 * @throws ToolServerError; what the signal aborts with. After a rejection nothing stays open.
 */
export async function openMcpSession(options: McpSessionOptions): Promise<ToolServerConnection> {
  const session = new McpSession(options);
  try {
    await session.open(options.signal);
    return session;
  } catch (error) {
    session.close();
    options.signal.throwIfAborted();
    throw session.translated(error);
  }
}

class McpSession implements ToolServerConnection {
  readonly #client: Client;
  readonly #transport: StreamableHTTPClientTransport;
  readonly #events: ToolServerEvents;
  readonly #host: string;
  readonly #clock: McpSessionOptions["clock"];
  #tools: readonly ServerTool[] = [];
  #open = false;
  #closed = false;
  /** The list changed while the session was being opened. */
  #stale = false;

  constructor({ url, headers, events, streamRetryMs, clock }: McpSessionOptions) {
    this.#events = events;
    this.#clock = clock;
    this.#host = url.host;
    this.#client = new Client(
      { name: "parley", version: "1" },
      {
        // The SDK's usual validator writes functions from text, which the page's policy forbids.
        jsonSchemaValidator: new CfWorkerJsonSchemaValidator(),
        listChanged: { tools: { autoRefresh: false, onChanged: () => void this.#refresh() } },
      },
    );
    this.#transport = new StreamableHTTPClientTransport(url, {
      requestInit: { headers: { ...headers } },
      fetch: withoutTraces,
      reconnectionOptions: {
        initialReconnectionDelay: streamRetryMs,
        maxReconnectionDelay: streamRetryMs * 10,
        reconnectionDelayGrowFactor: 2,
        maxRetries: 3,
      },
    });
    this.#client.onerror = (error) => this.#onError(error);
  }

  get tools(): readonly ServerTool[] {
    return this.#tools;
  }

  async open(signal: AbortSignal): Promise<void> {
    // The types of the SDK's transport do not know of exact optional properties.
    const transport = this.#transport as Parameters<Client["connect"]>[0];
    await this.#client.connect(transport, { signal });
    this.#tools = await this.#listTools(signal);
    this.#open = true;
    if (this.#stale) void this.#refresh();
  }

  async call(
    name: string,
    args: WireObject,
    { signal, onProgress }: ServerCallOptions,
  ): Promise<ServerToolResult> {
    const request = { method: "tools/call", params: { name, arguments: { ...args } } } as const;
    try {
      const result = await this.#client.request(request, CallToolResultSchema, {
        // The signal of core is that of the platform, with less to see of it.
        signal: signal as AbortSignal,
        onprogress: (progress) => onProgress(progressText(progress)),
        timeout: requestTimeoutMs,
      });
      return resultOf(result);
    } catch (error) {
      signal.throwIfAborted();
      throw this.translated(error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A server that does not hear of the end forgets the session by itself.
    const ended = this.#transport.terminateSession().catch(() => undefined);
    void atMost(goodbyeMs, ended, this.#clock).then(() => this.#client.close());
  }

  /** What went wrong, in our words; an answer of the server that is an error keeps its own. */
  translated(cause: unknown): Error {
    const host = this.#host;
    if (cause instanceof ToolServerError) return cause;
    if (cause instanceof McpError) return this.#protocolError(cause);
    if (cause instanceof StreamableHTTPError) return this.#statusError(cause);
    if (cause instanceof TypeError) {
      const source = toTranslate("{0} cannot be reached: it is down, or it does not let this page ask.");
      return new ToolServerError("unreachable", { source, values: [host] }, { cause });
    }
    const source = toTranslate("{0} does not speak MCP over Streamable HTTP.");
    return new ToolServerError("refused", { source, values: [host] }, { cause });
  }

  #protocolError(cause: McpError): Error {
    const { code } = cause;
    if (code === ErrorCode.ConnectionClosed) return this.#lost(cause);
    if (code === ErrorCode.RequestTimeout) {
      const source = toTranslate("{0} did not answer in time.");
      return new ToolServerError("timed-out", { source, values: [this.#host] }, { cause });
    }
    return new Error(cause.message.replace(/^MCP error -?\d+: /, ""), { cause });
  }

  #statusError(cause: StreamableHTTPError): ToolServerError {
    const { code: status = 0 } = cause;
    const values = [this.#host, String(status)];
    const failed = (reason: ToolServerReason, source: string) =>
      new ToolServerError(reason, { source, values }, { cause });
    if (status === 401 || status === 403)
      return failed("unauthorized", toTranslate("{0} wants to know who asks (status {1})."));
    if (this.#open && (status === 404 || status === 400))
      return failed("expired", toTranslate("{0} has forgotten the session."));
    if (status >= 500) return failed("unreachable", toTranslate("{0} has trouble of its own (status {1})."));
    return status <= 0
      ? failed("refused", toTranslate("{0} does not answer as an MCP server."))
      : failed("refused", toTranslate("{0} does not answer as an MCP server (status {1})."));
  }

  #lost(cause: Error): ToolServerError {
    const source = toTranslate("The connection to {0} has ended.");
    return new ToolServerError("lost", { source, values: [this.#host] }, { cause });
  }

  /** The SDK tells of the end of its patience in words only. */
  #onError(error: Error): void {
    if (this.#closed || !this.#open || !/maximum reconnection attempts/i.test(error.message)) return;
    this.close();
    this.#events.onLost(this.#lost(error));
  }

  async #refresh(): Promise<void> {
    this.#stale = !this.#open;
    if (!this.#open || this.#closed) return;
    try {
      this.#tools = await this.#listTools();
    } catch {
      // The list stays as it was: a tool that is gone says so when it is called.
      return;
    }
    if (!this.#closed) this.#events.onTools(this.#tools);
  }

  /** Asked directly: the SDK's own way keeps a validator for every tool, and fails with a schema that is wrong. */
  async #listTools(signal?: AbortSignal): Promise<readonly ServerTool[]> {
    const tools: ServerTool[] = [];
    const asked = new Set<string>();
    let cursor: string | undefined;
    do {
      if (cursor !== undefined) asked.add(cursor);
      const request = { method: "tools/list", params: cursor === undefined ? {} : { cursor } } as const;
      const page = await this.#client.request(
        request,
        ListToolsResultSchema,
        signal === undefined ? {} : { signal },
      );
      tools.push(...page.tools.map(serverTool));
      cursor = page.nextCursor;
      // Some servers end with an empty cursor; one that leads back would never end.
    } while (cursor !== undefined && cursor !== "" && !asked.has(cursor) && tools.length < maxTools);
    return tools.slice(0, maxTools);
  }
}

/** No cookies and no word on who asks; the server's own headers are added by the SDK. */
function withoutTraces(url: string | URL, init?: RequestInit): Promise<Response> {
  return fetch(url, { ...init, credentials: "omit", referrerPolicy: "no-referrer" });
}

function serverTool({
  name,
  title,
  description,
  inputSchema,
  annotations,
  execution,
}: ListedTool): ServerTool {
  return {
    name,
    title: title ?? annotations?.title,
    description: description ?? "",
    inputSchema,
    readOnly: annotations?.readOnlyHint === true,
    needsTask: execution?.taskSupport === "required",
  };
}

function progressText({ progress, total, message }: Progress): string {
  const count = total === undefined ? `${progress}` : `${progress} of ${total}`;
  return message === undefined || message === "" ? `Step ${count}.` : `${message} (${count})`;
}

function resultOf({ isError, content, structuredContent }: CallToolResult): ServerToolResult {
  return {
    isError: isError === true,
    text: content.map(contentText).join("\n"),
    data: structuredContent,
  };
}

/** What a piece of an answer is in text: sounds and pictures cannot be passed on to the model. */
function contentText(piece: CallToolResult["content"][number]): string {
  switch (piece.type) {
    case "text":
      return piece.text;
    case "image":
      return `[A picture (${piece.mimeType}), which cannot be passed on.]`;
    case "audio":
      return `[A sound (${piece.mimeType}), which cannot be passed on.]`;
    case "resource_link":
      return `[${piece.title ?? piece.name}: ${piece.uri}]`;
    case "resource": {
      const { resource } = piece;
      if ("text" in resource) return `${resource.uri}:\n${resource.text}`;
      return `[A file (${resource.mimeType ?? "of an unknown kind"}) at ${resource.uri}, which cannot be passed on.]`;
    }
    default:
      return piece satisfies never;
  }
}
