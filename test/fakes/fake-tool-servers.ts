import type { WireObject } from "../../web/core/live/wire.ts";
import type {
  McpServer,
  ServerCallOptions,
  ServerTool,
  ServerToolResult,
  ToolServerConnection,
  ToolServerError,
  ToolServerEvents,
  ToolServerPort,
} from "../../web/core/tools/tool-server.ts";

/** Servers of tools whose answers are the test's. */
export class FakeToolServers implements ToolServerPort {
  readonly attempts: { readonly server: McpServer; readonly signal: AbortSignal }[] = [];
  readonly connections: FakeConnection[] = [];
  /** What a connect comes to. */
  tools: readonly ServerTool[] | ToolServerError | "silence" = [];
  /** What a call answers. */
  answer: FakeConnection["answer"] = async (name) => ({ isError: false, text: name, data: undefined });

  async connect(
    server: McpServer,
    events: ToolServerEvents,
    signal: AbortSignal,
  ): Promise<ToolServerConnection> {
    this.attempts.push({ server, signal });
    if (this.tools === "silence") return new Promise(() => undefined);
    if (this.tools instanceof Error) throw this.tools;
    const connection = new FakeConnection(this.tools, events, (...call) => this.answer(...call));
    this.connections.push(connection);
    return connection;
  }
}

export class FakeConnection implements ToolServerConnection {
  closed = false;
  constructor(
    tools: readonly ServerTool[],
    events: ToolServerEvents,
    answer: (name: string, args: WireObject, options: ServerCallOptions) => Promise<ServerToolResult>,
  ) {
    this.tools = tools;
    this.events = events;
    this.answer = answer;
  }
  readonly tools: readonly ServerTool[];
  readonly events: ToolServerEvents;
  readonly answer: (name: string, args: WireObject, options: ServerCallOptions) => Promise<ServerToolResult>;

  call(name: string, args: WireObject, options: ServerCallOptions): Promise<ServerToolResult> {
    return this.answer(name, args, options);
  }

  close(): void {
    this.closed = true;
  }
}
