import { clockFrom, endFrom, localDay, momentFrom } from "./agent-moments.ts";
import { asList, asObject, asString, dig, type JsonObject } from "./json.ts";
import type { DeclaredTool } from "./setup-check.ts";

/** Which declared tool would serve a wish: by its name, else by words of its description. */
export interface ToolWish {
  readonly name: RegExp;
  readonly words?: RegExp;
}

/** Finds the declared tool that fits best, if any does. */
export function findTool(
  { name, words }: ToolWish,
  tools: readonly DeclaredTool[],
): DeclaredTool | undefined {
  const byName = tools.find((tool) => name.test(tool.name));
  return byName ?? tools.find((tool) => words?.test(tool.description) === true);
}

/**
 * Makes arguments for a tool out of what was typed: places, zones, titles and times where the schema asks for them.
 * @param known values that go before; one that is undefined is not looked for
 */
export function fillArguments(tool: DeclaredTool, text: string, known: JsonObject = {}): JsonObject {
  const properties = asObject(tool.parameters?.["properties"]) ?? {};
  const required = asList(tool.parameters?.["required"]);
  const args: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const said = name in known ? known[name] : fromText(name, schema, text);
    const value = said ?? (required.includes(name) ? filler(name, schema, text) : undefined);
    if (value !== undefined) args[name] = value;
  }
  return args;
}

/** What the text says about one argument, or undefined. */
function fromText(name: string, schema: unknown, text: string): unknown {
  const choice = asList(dig(schema, "enum")).find((option) => mentions(text, String(option)));
  if (choice !== undefined) return choice;
  const type = typeOf(schema);
  if (type === "number" || type === "integer") return numberFrom(name, text);
  if (type === "array") return people.test(name) ? peopleFrom(text) : undefined;
  if (type !== "string" || asList(dig(schema, "enum")).length > 0) return undefined;
  return stringFrom(name, asString(dig(schema, "description")) ?? "", text);
}

const people = /attend|participant|guest|people|invite/i;

function stringFrom(name: string, description: string, text: string): string | undefined {
  if (/zone|^tz$/i.test(name)) return zoneFrom(text, description);
  if (/city|place|location|where|town|address/i.test(name)) return placeFrom(text);
  if (/title|subject|topic|summary|name/i.test(name)) return titleFrom(text);
  if (/query|question|text|message|expression/i.test(name)) return text;
  if (/end/i.test(name)) return endFrom(text);
  if (/^date$|day/i.test(name)) return momentFrom(text)?.slice(0, 10);
  if (/^time$/i.test(name) || isClock(description)) return clockFrom(text);
  return /start|when|begin|date|time/i.test(name) ? momentFrom(text) : undefined;
}

/** A time of day is asked for, without its day. */
function isClock(description: string): boolean {
  return /HH:MM/.test(description) && !/YYYY/.test(description);
}

/** For an argument that has to be there although nothing was said about it. */
function filler(name: string, schema: unknown, text: string): unknown {
  const options = asList(dig(schema, "enum"));
  if (options.length > 0) return options[0];
  switch (typeOf(schema)) {
    case "number":
    case "integer":
      return dig(schema, "minimum") ?? (/minute|duration|length/i.test(name) ? 30 : 1);
    case "boolean":
      return false;
    case "array":
      return people.test(name) ? ["the team"] : [];
    case "object":
      return {};
    default:
      return stringFiller(name, asString(dig(schema, "description")) ?? "", text);
  }
}

function stringFiller(name: string, description: string, text: string): string {
  if (/zone|^tz$/i.test(name)) return "UTC";
  if (/city|place|location|where|town/i.test(name)) return "Berlin";
  if (/title|subject|topic|summary/i.test(name)) return "Meeting";
  if (/^date$|day/i.test(name)) return localDay(1);
  if (/^time$/i.test(name) || isClock(description)) return "10:00";
  if (/start|when|begin|date|time/i.test(name)) return `${localDay(1)}T10:00`;
  return text;
}

/** Schema types come in either case, or as a list with "null". */
function typeOf(schema: unknown): string {
  const type = dig(schema, "type");
  const name = Array.isArray(type) ? type.find((option) => option !== "null") : type;
  return (asString(name) ?? "string").toLowerCase();
}

function mentions(text: string, option: string): boolean {
  const words = option.replaceAll("_", " ").replace(/[^\p{L}\p{N} ]/gu, "\\$&");
  return words !== "" && new RegExp(`(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])`, "iu").test(text);
}

function numberFrom(name: string, text: string): number | undefined {
  const number = /(\d+(?:\.\d+)?)\s*(hours?|minutes?|min|h)?\b/i.exec(text);
  if (!/minute|duration|length/i.test(name)) return number === null ? undefined : Number(number[1]);
  const span = /(\d+(?:\.\d+)?)\s*(hours?|minutes?|mins?|h)\b/i.exec(text);
  if (span === null) return undefined;
  return Number(span[1]) * (/^h/i.test(span[2] ?? "") ? 60 : 1);
}

const notPlaces =
  /^(the morning|the evening|the afternoon|general|detail|\d.*|a (meeting|minute|story).*|me|you|us)$/i;

/** "weather in New York tomorrow?" is New York. */
function placeFrom(text: string): string | undefined {
  const found =
    /\b(?:in|for|at|of)\s+([\p{L}][\p{L}\s.'’-]*?)(?=\s*(?:[?!,;:]|\.(?:\s|$)|$|\b(?:now|right|today|tomorrow|tonight|please|this|next|on|at|for|and)\b))/iu.exec(
      text,
    )?.[1];
  return found === undefined || notPlaces.test(found) ? undefined : found.trim();
}

/** An IANA zone that was typed, or the one whose city was; otherwise the place as it is. */
function zoneFrom(text: string, description: string): string | undefined {
  const typed = /\b(?:[A-Z]\w+\/[A-Z]\w+(?:\/\w+)?|UTC|GMT)\b/.exec(text)?.[0];
  if (typed !== undefined) return typed;
  const place = placeFrom(text);
  if (place === undefined) return undefined;
  const city = place.toLowerCase().replaceAll(" ", "_");
  const zone = Intl.supportedValuesOf("timeZone").find((name) => name.toLowerCase().endsWith(`/${city}`));
  return zone !== undefined && !/city/i.test(description) ? zone : place;
}

/** "a meeting with Ada about lunch" is lunch. */
function titleFrom(text: string): string | undefined {
  const said =
    /\b(?:about|called|titled|named)\s+["“]?(.+?)["”]?(?=\s+(?:at|on|in|until|tomorrow|today|for|with)\b|[?.!,]|$)/i.exec(
      text,
    );
  const person = peopleFrom(text)?.[0];
  return said?.[1] ?? (person === undefined ? undefined : `Meeting with ${person}`);
}

function peopleFrom(text: string): readonly string[] | undefined {
  const list = /\bwith\s+((?:\p{Lu}[\p{L}'’-]*(?:\s*(?:,|and)\s*)?)+)/u.exec(text)?.[1];
  return list?.split(/\s*(?:,|\band\b)\s*/).filter((name) => name !== "");
}
