import type { ToolSupport } from "../live/models.ts";
import type { FunctionDeclaration } from "../live/session-request.ts";
import { isObject } from "../live/wire.ts";
import { geminiSchema } from "./gemini-schema.ts";
import { plainSchema } from "./plain-schema.ts";
import type { Tool } from "./tool.ts";

const toolName = /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/;

/**
 * What a model with this support is told of the tools: new objects at each call.
 * @throws Error naming the tool, for a name, a description or a schema that Gemini Live does not take.
 */
export function declareTools(tools: Iterable<Tool>, support: ToolSupport): readonly FunctionDeclaration[] {
  return Array.from(tools, (tool) => declareTool(tool, support));
}

/** As `declareTools`, for one tool. */
export function declareTool(tool: Tool, support: ToolSupport): FunctionDeclaration {
  if (!toolName.test(tool.name)) throw new Error(`${JSON.stringify(tool.name)} is no name for a tool.`);
  if (tool.description.trim() === "") throw new Error(`The tool ${tool.name} needs a description.`);
  const parameters = parametersOf(tool);
  const behavior = support.behaviors.find((one) => one === tool.behavior);
  return {
    name: tool.name,
    description: tool.description,
    ...(parameters === undefined ? {} : { parametersJsonSchema: parameters }),
    ...(behavior === undefined ? {} : { behavior }),
  };
}

/** The schema of what the model has to give, so defaults stay optional; undefined for a tool without arguments. */
function parametersOf(tool: Tool): Readonly<Record<string, unknown>> | undefined {
  const schema = tool.input["~standard"].jsonSchema.input({ target: "draft-2020-12" });
  const parameters = geminiSchema(plainSchema(schema), tool.name);
  const properties = parameters["properties"];
  if (parameters["type"] !== "object") throw new Error(`The input of ${tool.name} must be an object.`);
  // The service refuses an object without properties.
  return isObject(properties) && Object.keys(properties).length > 0 ? parameters : undefined;
}
