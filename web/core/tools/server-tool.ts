import { requestLimits } from "../live/request-limits.ts";
import { asObject, type WireObject } from "../live/wire.ts";
import { toTranslate } from "../to-translate.ts";
import { jsonSchemaInput } from "./json-schema-input.ts";
import { defineTool, type Tool, type ToolResult } from "./tool.ts";
import type { ServerCallOptions, ServerTool, ServerToolResult } from "./tool-server.ts";

/** Runs a tool of a server by the name the server knows. */
export type CallServerTool = (
  name: string,
  args: WireObject,
  options: ServerCallOptions,
) => Promise<ServerToolResult>;

/** What a server offers, and the way to it. */
export interface OfferedServer {
  /** As the person has named it. */
  readonly name: string;
  readonly tools: readonly ServerTool[];
  readonly call: CallServerTool;
}

/** A stranger's tool may work long; it tells how far it got. */
const serverToolTimeoutMs = 60_000;

/** Of one tool; all of them together have a limit of their own. */
const descriptionLimit = 1_000;

/**
 * A server's tool as the agent can call it. Unless the server says that it changes nothing, the person is asked first.
 * @param permission names server and tool: while a server is away, another one's tool may have the name
 * @throws Error saying why it cannot be offered
 */
export function serverTool(
  name: string,
  permission: string,
  described: ServerTool,
  call: CallServerTool,
): Tool {
  if (described.needsTask)
    throw new Error(toTranslate("It can only be run as a task, which Parley does not do."));
  return defineTool({
    name,
    description: descriptionOf(described),
    input: jsonSchemaInput(described.inputSchema),
    timeoutMs: serverToolTimeoutMs,
    needsApproval: !described.readOnly,
    permission,
    async run(args, context) {
      const onProgress = (text: string) => context.progress(text);
      return resultOf(await call(described.name, asObject(args), { signal: context.signal, onProgress }));
    },
  });
}

/** The name of a server or one of its tools in the letters that a function may have. */
export function legalName(name: string): string {
  const letters = name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 60);
  return /^[A-Za-z_]/.test(letters) ? letters : `_${letters}`;
}

function descriptionOf({ name, title, description }: ServerTool): string {
  const text = description.trim() || title?.trim() || name;
  return text.length <= descriptionLimit ? text : `${text.slice(0, descriptionLimit - 1)}…`;
}

/** @throws Error with the tool's own words when it says that it failed */
function resultOf({ isError, text, data }: ServerToolResult): ToolResult {
  if (isError)
    throw new Error(text.slice(0, requestLimits.toolDescription) || "The tool failed and did not say why.");
  // Structured data comes with the same as text, for those who cannot read it.
  if (data !== undefined) return { status: "ok", data };
  return { status: "ok", text };
}
