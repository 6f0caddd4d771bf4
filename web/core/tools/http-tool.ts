import { asObject, type WireObject } from "../live/wire.ts";
import type { HttpToolDefinition } from "./http-definition.ts";
import { jsonSchemaInput } from "./json-schema-input.ts";
import { defineTool, type Tool, type ToolResult } from "./tool.ts";
import type { ToolFetchOptions, ToolFetchResult } from "./tool-fetch.ts";
import {
  fillUrlTemplate,
  parseUrlTemplate,
  pathValues,
  queryValues,
  type UrlTemplate,
} from "./url-template.ts";

/**
 * The tool that a definition describes. What changes something at its host (all but GET) asks the person first.
 * @throws Error for a definition with problems; see `httpToolProblems`
 */
export function httpTool(definition: HttpToolDefinition): Tool {
  const template = parseUrlTemplate(definition.urlTemplate);
  return defineTool({
    name: definition.name,
    description: definition.description,
    input: jsonSchemaInput(definition.parameters),
    needsApproval: definition.method !== "GET",
    origins: [template.origin],
    async run(args, context) {
      const { url, options } = requestOf(definition, template, asObject(args));
      return resultOf(await context.fetch(url, options));
    },
  });
}

function requestOf(definition: HttpToolDefinition, template: UrlTemplate, args: WireObject) {
  const placed = new Set([...pathValues(template), ...queryValues(template)]);
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  const values = new Map(
    given.filter(([name]) => placed.has(name)).map(([name, value]) => [name, text(value)]),
  );
  const others = given.filter(([name]) => !placed.has(name));
  const inQuery = definition.method === "GET" || definition.method === "DELETE";
  const more = inQuery
    ? others.flatMap(([name, value]) => listed(value).map((one) => [name, text(one)] as const))
    : [];
  const options: ToolFetchOptions = {
    method: definition.method,
    ...(inQuery
      ? { headers: definition.headers }
      : {
          headers: withContentType(definition.headers),
          body: JSON.stringify(Object.fromEntries(others)),
        }),
  };
  return { url: fillUrlTemplate(template, values, more), options };
}

function withContentType(headers: HttpToolDefinition["headers"]): HttpToolDefinition["headers"] {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return named ? headers : { "Content-Type": "application/json", ...headers };
}

/** A list is given value by value, as `tag=a&tag=b`. */
function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What the host said: data if it is JSON, else text. The answer to the model is bounded where it is sent. */
function resultOf({ status, text: body }: ToolFetchResult): ToolResult {
  if (body.trim() === "") return { status: "ok", httpStatus: status, message: "The answer is empty." };
  try {
    return { status: "ok", httpStatus: status, data: JSON.parse(body) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: "ok", httpStatus: status, text: body };
  }
}
