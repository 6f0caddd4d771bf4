import type { ToolOutcome } from "../core/live/messages.ts";
import type { WireObject } from "../core/live/wire.ts";
import type { Toolbox } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";
import type { CombinedTools } from "../core/tools/combine-tools.ts";
import type { HttpToolDefinition } from "../core/tools/http-definition.ts";
import type { ToolServers } from "../core/tools/tool-servers.ts";
import type { ToolStore } from "../core/tools/tool-store.ts";
import { codeUnreachable } from "./code-unreachable.ts";

/** Everything that only tools need. Its code is loaded when a call starts or Settings show the tools. */
export interface ToolSide {
  readonly toolbox: Toolbox;
  readonly store: ToolStore;
  /** Every tool that a call would have, and those it could not have. */
  combined(settings: Settings): Promise<CombinedTools>;
  readonly servers: ToolServers;
  /** Runs a definition outside of a call. @throws Error saying what is wrong with the definition */
  tryHttpTool(definition: HttpToolDefinition, args: WireObject, signal: AbortSignal): Promise<ToolOutcome>;
}

/** The tool side as soon as it is loaded; a load that failed is tried again the next time. */
export type LoadToolSide = () => Promise<ToolSide>;

/** A toolbox that is loaded with the first call. Its code comes from the server: if it cannot be had, that is away. */
export function lateToolbox(load: LoadToolSide): Toolbox {
  return {
    async open(plan) {
      const side = await load().catch(codeUnreachable);
      return side.toolbox.open(plan);
    },
  };
}
