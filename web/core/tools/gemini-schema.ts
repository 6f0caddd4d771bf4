import { isObject, type WireObject } from "../live/wire.ts";

/** Keywords that go through as they are. What they may hold is not checked: it comes out of a schema library. */
const plainKeywords = new Set([
  "type",
  "title",
  "description",
  "format",
  "default",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "required",
]);

/** Keywords without a meaning for the service. Closed objects it does not know; validation still closes them. */
const droppedKeywords = new Set(["$schema", "additionalProperties"]);

const types = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

/** Names of arguments: the service takes up to 64 characters and no dots. */
const argumentName = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Whether an argument may be so named. */
export function isArgumentName(name: string): boolean {
  return argumentName.test(name);
}

/**
 * A JSON Schema reduced to what Gemini Live takes, as a new object.
 * @throws Error naming the place of anything the service would refuse; meant to be met in a test, not in a call.
 */
export function geminiSchema(schema: unknown, place = "input"): WireObject {
  if (!isObject(schema)) throw refusal(place, "a schema that is not an object");
  const entries = Object.entries(schema).flatMap(([keyword, value]) => keywordEntry(keyword, value, place));
  return Object.fromEntries(entries);
}

function keywordEntry(
  keyword: string,
  value: unknown,
  place: string,
): readonly (readonly [string, unknown])[] {
  if (droppedKeywords.has(keyword) || value === undefined) return [];
  // Older drafts forbid a list of nothing, and it says nothing.
  if (keyword === "required" && Array.isArray(value) && value.length === 0) return [];
  switch (keyword) {
    case "type":
      return [[keyword, singleType(value, place)]];
    case "enum":
      return [[keyword, words(value, place)]];
    case "const":
      return [["enum", words([value], place)]];
    case "properties":
      return [[keyword, properties(value, place)]];
    case "items":
      return [[keyword, geminiSchema(value, `${place}[]`)]];
    case "anyOf":
    case "oneOf":
      return [["anyOf", alternatives(value, place)]];
    default:
      if (!plainKeywords.has(keyword)) throw refusal(place, `the keyword ${keyword}`);
      return [[keyword, structuredClone(value)]];
  }
}

function singleType(value: unknown, place: string): unknown {
  if (typeof value !== "string" || !types.has(value))
    throw refusal(place, `the type ${JSON.stringify(value)}`);
  return value;
}

function words(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value) || value.some((word) => typeof word !== "string")) {
    throw refusal(place, "an enum of anything but texts");
  }
  return [...value];
}

function properties(value: unknown, place: string): WireObject {
  if (!isObject(value)) throw refusal(place, "properties that are not an object");
  const entries = Object.entries(value).map(([name, schema]) => {
    if (!isArgumentName(name)) throw refusal(place, `an argument named ${JSON.stringify(name)}`);
    return [name, geminiSchema(schema, `${place}.${name}`)] as const;
  });
  return Object.fromEntries(entries);
}

function alternatives(value: unknown, place: string): readonly WireObject[] {
  if (!Array.isArray(value)) throw refusal(place, "alternatives that are not a list");
  return value.map((schema, index) => geminiSchema(schema, `${place}(${index + 1})`));
}

function refusal(place: string, what: string): Error {
  return new Error(`Gemini Live does not take ${what} (at ${place}). Describe the argument in another way.`);
}
