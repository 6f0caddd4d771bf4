import type { Tool } from "../core/tools/tool.ts";

/** Every file of this folder, save this one, exports one `tool`. Loaded when first needed. */
const files = import.meta.glob<{ readonly tool: Tool }>(["./*.ts", "!./registry.ts"]);

/**
 * All tools, by name.
 * @throws Error when two share a name, or when their code cannot be fetched.
 */
export async function loadTools(): Promise<ReadonlyMap<string, Tool>> {
  const modules = await Promise.all(Object.values(files).map((load) => load()));
  const tools = new Map<string, Tool>();
  for (const { tool } of modules) {
    if (tools.has(tool.name)) throw new Error(`Two tools are named ${tool.name}.`);
    tools.set(tool.name, tool);
  }
  return tools;
}
