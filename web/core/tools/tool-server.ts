import { isObject, type WireObject } from "../live/wire.ts";
import { inEnglish, type Words } from "../to-translate.ts";
import { isHeaders } from "./http-definition.ts";

/** A Model Context Protocol server as a person has set it up. */
export interface McpServer {
  /** Its own among the servers; never shown. */
  readonly id: string;
  readonly name: string;
  /** Of its Streamable HTTP endpoint. */
  readonly url: string;
  readonly enabled: boolean;
  /** May be secret: kept on this device, sent to the server alone. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Whether a value has the shape of a server. */
export function isMcpServer(value: unknown): value is McpServer {
  if (!isObject(value)) return false;
  const { id, name, url, enabled, headers } = value;
  return (
    [id, name, url].every((text) => typeof text === "string" && text.length <= 2_000) &&
    id !== "" &&
    typeof enabled === "boolean" &&
    (headers === undefined || isHeaders(headers))
  );
}

/** A tool as a server describes it, unchecked beyond the protocol. */
export interface ServerTool {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string;
  readonly inputSchema: WireObject;
  /** The server says that it changes nothing. */
  readonly readOnly: boolean;
  /** It can only be run as a task, which is not supported here. */
  readonly needsTask: boolean;
}

/** What a server's tool answered. */
export interface ServerToolResult {
  /** The tool itself says that it failed. */
  readonly isError: boolean;
  /** Everything that can be said in text, with notes for what cannot. */
  readonly text: string;
  readonly data: WireObject | undefined;
}

/** The way to servers of tools. */
export interface ToolServerPort {
  /**
   * Connects and asks for the tools, within 15 s.
   * @throws ToolServerError, AbortError. After a rejection nothing stays open.
   */
  connect(server: McpServer, events: ToolServerEvents, signal: AbortSignal): Promise<ToolServerConnection>;
}

export interface ToolServerEvents {
  /** The server's list has changed. */
  readonly onTools: (tools: readonly ServerTool[]) => void;
  /** Called once if the connection ends by itself; never after `close()`. */
  readonly onLost: (error: ToolServerError) => void;
}

/** An open connection. */
export interface ToolServerConnection {
  readonly tools: readonly ServerTool[];
  /** Runs a tool. Aborting tells the server. @throws ToolServerError, AbortError, Error in the server's own words */
  call(name: string, args: WireObject, options: ServerCallOptions): Promise<ServerToolResult>;
  /** Safe to call twice. */
  close(): void;
}

export interface ServerCallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Why a server of tools cannot be used: one sentence, as `words` for the person, as `message` for the model. */
export class ToolServerError extends Error {
  override readonly name = "ToolServerError";
  readonly reason: ToolServerReason;
  readonly words: Words;
  constructor(reason: ToolServerReason, words: string | Words, options?: { readonly cause?: unknown }) {
    const told = typeof words === "string" ? { source: words, values: [] } : words;
    super(inEnglish(told), options);
    this.reason = reason;
    this.words = told;
  }
}

/**
 * - `address`: it is no address a page may connect to.
 * - `blocked`: the page may not connect to this host.
 * - `unreachable`: no answer: the server or the network is down, or it does not let this page ask.
 * - `unauthorized`: 401 or 403.
 * - `refused`: an answer that is not of the protocol.
 * - `timed-out`: no answer in time.
 * - `expired`: the server has forgotten the session; what was asked was not done.
 * - `lost`: the connection ended.
 */
export type ToolServerReason =
  | "address"
  | "blocked"
  | "unreachable"
  | "unauthorized"
  | "refused"
  | "timed-out"
  | "expired"
  | "lost";
