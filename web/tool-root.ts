import { IdbToolStore } from "./adapters/idb-tool-store.ts";
import { McpClient } from "./adapters/mcp-client.ts";
import { createToolFetcher } from "./adapters/tool-fetcher.ts";
import { pastCalls } from "./app/past-calls.ts";
import type { ToolSide } from "./app/tool-side.ts";
import { tryTool } from "./app/try-tool.ts";
import type { CallStore } from "./core/history/call-store.ts";
import type { Clock } from "./core/ports.ts";
import type { Settings } from "./core/settings.ts";
import { combineTools } from "./core/tools/combine-tools.ts";
import { httpTool } from "./core/tools/http-tool.ts";
import { ToolServers } from "./core/tools/tool-servers.ts";
import { createToolbox, type ToolboxOptions } from "./core/tools/toolbox.ts";
import { builtInTools } from "./tools/registry.ts";

/** How long a call waits for servers that are still connecting; what comes later is there for the next call. */
const serversWaitMs = 4_000;

/**
 * Composes the tool side; loaded late, so that none of it weighs on the first load.
 * @param calls gives the store of the calls, for the tools that look back
 */
export function createToolSide(clock: Clock, calls: () => Promise<CallStore>): ToolSide {
  const store = new IdbToolStore();
  const servers = new ToolServers({ port: new McpClient({ clock }), clock });
  const combined = async (settings: Settings, toolsOff: readonly string[] = []) => {
    servers.configure(settings.mcpServers);
    await servers.settled(serversWaitMs);
    return combineTools(builtInTools(), settings.httpTools, servers.offered(), toolsOff);
  };
  const options: ToolboxOptions = {
    // What is off leaves room for others: a call takes so many tools only.
    // An agent of the site has tools that come with the app, and waits for no server.
    load: async ({ settings, toolsOff, toolsOnly }) =>
      toolsOnly === undefined ? (await combined(settings, toolsOff)).tools : builtInTools(),
    clock,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    fetcher: createToolFetcher({ clock }),
    store,
    history: pastCalls(calls, clock),
  };
  return {
    store,
    combined: (settings) => combined(settings),
    servers,
    toolbox: createToolbox(options),
    tryHttpTool: (definition, args, signal) => tryTool(httpTool(definition), args, options, signal),
  };
}
