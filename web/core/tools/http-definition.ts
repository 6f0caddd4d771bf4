import { isObject, type WireObject } from "../live/wire.ts";

/** A tool that a person has made without code: a request to a fixed host. */
export interface HttpToolDefinition {
  /** Its own among the definitions; never shown. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly parameters: WireObject;
  /** An address in which `{city}` stands for an argument, as `https://example.org/weather/{city}?unit={unit}`. */
  readonly urlTemplate: string;
  readonly method: HttpMethod;
  /** May be secret: kept on this device, sent to the host alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly enabled: boolean;
}

export const httpMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** How much a definition may hold. */
export const httpToolLimits = {
  name: 64,
  description: 1_000,
  parametersJson: 8_000,
  urlTemplate: 2_000,
  headers: 20,
  headerValue: 4_000,
} as const;

/** Whether a value has the shape of a definition. It may still have problems: see `httpToolProblems`. */
export function isHttpToolDefinition(value: unknown): value is HttpToolDefinition {
  return (
    isObject(value) &&
    isTextUpTo(value["id"], 64) &&
    value["id"] !== "" &&
    isTextUpTo(value["name"], httpToolLimits.name) &&
    isTextUpTo(value["description"], httpToolLimits.description) &&
    isObject(value["parameters"]) &&
    isTextUpTo(value["urlTemplate"], httpToolLimits.urlTemplate) &&
    httpMethods.some((method) => method === value["method"]) &&
    isHeaders(value["headers"]) &&
    typeof value["enabled"] === "boolean"
  );
}

/** Whether a value is a set of headers of a bearable size. */
export function isHeaders(value: unknown): value is Readonly<Record<string, string>> {
  if (!isObject(value)) return false;
  const values = Object.values(value);
  return (
    values.length <= httpToolLimits.headers &&
    values.every((header) => isTextUpTo(header, httpToolLimits.headerValue))
  );
}

function isTextUpTo(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}
