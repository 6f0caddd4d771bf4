import type { ToolOutcome } from "../core/live/messages.ts";
import type { WireObject } from "../core/live/wire.ts";
import type { ToolHost } from "../core/ports.ts";
import { defaultSettings } from "../core/settings.ts";
import type { Tool } from "../core/tools/tool.ts";
import { createToolState } from "../core/tools/tool-state.ts";
import { createToolbox, type ToolboxOptions } from "../core/tools/toolbox.ts";

/** Runs a tool once, outside of a call: who tries it allows it, and sees nothing but its answer. */
export async function tryTool(
  tool: Tool,
  args: WireObject,
  options: ToolboxOptions,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const toolbox = createToolbox({ ...options, load: async () => new Map([[tool.name, tool]]) });
  const tools = await toolbox.open({ model: undefined, settings: defaultSettings, toolsOff: [] });
  return tools.run({ id: "try", name: tool.name, args }, silentHost(), signal);
}

function silentHost(): ToolHost {
  return {
    state: createToolState(),
    endCall: () => undefined,
    progress: () => undefined,
    show: () => undefined,
    approve: async () => true,
  };
}
