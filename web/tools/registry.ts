import type { Tool } from "../core/tools/tool.ts";

/** Every file of this folder, save this one, exports one `tool`. One piece of code, loaded with the first call. */
const files = import.meta.glob<{ readonly tool: Tool }>(["./*.ts", "!./registry.ts"], { eager: true });

/**
 * All tools of the folder, by name.
 * @throws Error when two share a name
 */
export function builtInTools(): ReadonlyMap<string, Tool> {
  const tools = new Map<string, Tool>();
  for (const { tool } of Object.values(files)) {
    if (tools.has(tool.name)) throw new Error(`Two tools are named ${tool.name}.`);
    tools.set(tool.name, tool);
  }
  return tools;
}
