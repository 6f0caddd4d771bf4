import type { Tool, ToolContext, ToolResult } from "../../../web/core/tools/tool.ts";

/** Runs a tool with arguments as a model gives them. @throws Error when they do not fit its schema */
export async function ask(tool: Tool, args: unknown, context: ToolContext): Promise<ToolResult> {
  const checked = await tool.input["~standard"].validate(args);
  if (checked.issues !== undefined) throw new Error(checked.issues.map(({ message }) => message).join("; "));
  return tool.run(checked.value, context);
}
