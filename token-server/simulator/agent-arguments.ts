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

/** Makes arguments for a tool out of what was typed: places, zones, titles and times where the schema asks for them. */
export function fillArguments(tool: DeclaredTool, text: string): JsonObject {
  const properties = asObject(tool.parameters?.["properties"]) ?? {};
  const required = asList(tool.parameters?.["required"]);
  const args: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const value =
      fromText(name, schema, text) ?? (required.includes(name) ? filler(name, schema, text) : undefined);
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
  if (type === "array")
    return /attend|participant|guest|people|invite/i.test(name) ? peopleFrom(text) : undefined;
  if (type !== "string" || asList(dig(schema, "enum")).length > 0) return undefined;
  return stringFrom(name, asString(dig(schema, "description")) ?? "", text);
}

function stringFrom(name: string, description: string, text: string): string | undefined {
  if (/zone|^tz$/i.test(name)) return zoneFrom(text, description);
  if (/city|place|location|where|town|address/i.test(name)) return placeFrom(text);
  if (/title|subject|topic|summary|name/i.test(name)) return titleFrom(text);
  if (/query|question|text|message|expression/i.test(name)) return text;
  if (/end/i.test(name)) return undefined;
  if (/^date$|day/i.test(name)) return momentFrom(text)?.slice(0, 10);
  if (/^time$/i.test(name)) return momentFrom(text)?.slice(11, 16);
  return /start|when|begin|date|time/i.test(name) ? momentFrom(text) : undefined;
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
      return [];
    case "object":
      return {};
    default:
      return stringFiller(name, text);
  }
}

function stringFiller(name: string, text: string): string {
  if (/zone|^tz$/i.test(name)) return "UTC";
  if (/city|place|location|where|town/i.test(name)) return "Berlin";
  if (/title|subject|topic|summary/i.test(name)) return "Meeting";
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  if (/^date$|day/i.test(name)) return tomorrow.slice(0, 10);
  if (/^time$/i.test(name)) return "10:00";
  if (/start|when|begin|date|time/i.test(name)) return `${tomorrow.slice(0, 10)}T10:00`;
  return text;
}

/** Schema types come in either case, or as a list with "null". */
function typeOf(schema: unknown): string {
  const type = dig(schema, "type");
  const name = Array.isArray(type) ? type.find((option) => option !== "null") : type;
  return (asString(name) ?? "string").toLowerCase();
}

function mentions(text: string, option: string): boolean {
  return option !== "" && text.toLowerCase().includes(option.toLowerCase().replaceAll("_", " "));
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
    /\b(?:in|for|at|of)\s+([\p{L}][\p{L}\s.'’-]*?)(?=\s*(?:[?!,;:]|\.(?:\s|$)|$|\b(?:now|right|today|tomorrow|tonight|please|this|next|on|at|and)\b))/iu.exec(
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
    /\b(?:about|called|titled|named)\s+["“]?(.+?)["”]?(?=\s+(?:at|on|tomorrow|today|for|with)\b|[?.!,]|$)/i.exec(
      text,
    );
  const person = peopleFrom(text)?.[0];
  return said?.[1] ?? (person === undefined ? undefined : `Meeting with ${person}`);
}

function peopleFrom(text: string): readonly string[] | undefined {
  const list = /\bwith\s+((?:\p{Lu}[\p{L}'’-]*(?:\s*(?:,|and)\s*)?)+)/u.exec(text)?.[1];
  return list?.split(/\s*(?:,|\band\b)\s*/).filter((name) => name !== "");
}

/** "tomorrow at 3 pm" as local `YYYY-MM-DDTHH:MM`; undefined if neither day nor hour was named. */
function momentFrom(text: string): string | undefined {
  const iso = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?/.exec(text)?.[0];
  const hour = /\b(?:at\s+)?(\d{1,2})(?::(\d{2}))?\s*(am|pm|o.clock)\b|\bat\s+(\d{1,2})(?::(\d{2}))?\b/i.exec(
    text,
  );
  const day = /\b(today|tonight|tomorrow)\b/i.exec(text)?.[1]?.toLowerCase();
  if (iso === undefined && hour === null && day === undefined) return undefined;
  if (iso?.includes("T") === true) return iso;
  const date = iso ?? localDate(day === "tomorrow" ? 1 : 0);
  return `${date}T${clockTime(hour)}`;
}

function clockTime(match: RegExpExecArray | null): string {
  if (match === null) return "10:00";
  const hour = Number(match[1] ?? match[4]) % 24;
  const evening = match[3]?.toLowerCase() === "pm" && hour < 12 ? 12 : 0;
  return `${String(hour + evening).padStart(2, "0")}:${match[2] ?? match[5] ?? "00"}`;
}

function localDate(daysAhead: number): string {
  const date = new Date();
  date.setDate(date.getDate() + daysAhead);
  const part = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}
