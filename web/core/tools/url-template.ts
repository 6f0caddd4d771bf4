import { toTranslate } from "../to-translate.ts";
import { isArgumentName } from "./gemini-schema.ts";

/** An address in which `{name}` stands for a value. The host is fixed; a value can change neither host nor path. */
export interface UrlTemplate {
  /** As `https://example.org`, as `URL` would write it. */
  readonly origin: string;
  readonly segments: readonly Pattern[];
  readonly pairs: readonly Pattern[];
}

/** Text and names of values, in turns. */
export type Pattern = readonly (string | { readonly value: string })[];

const address =
  /^(https?):\/\/(\[::1\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?((?:\/[^?]*)?)(?:\?(.*))?$/i;
const loopback = /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
const plainCharacters = /^[\w\-.~:/?[\]@!$&'()*+,;=%{}]*$/;

/** @throws Error with a sentence for the person who writes the template */
export function parseUrlTemplate(text: string): UrlTemplate {
  if (text.trim() === "") throw new Error(toTranslate("An address is needed."));
  if (text.includes("#")) throw new Error(toTranslate("Leave out # and what follows it: it is never sent."));
  if (!plainCharacters.test(text))
    throw new Error(toTranslate("Spaces and special characters must be written as %20 and the like."));
  const [, scheme = "", host = "", port, path = "", query] = address.exec(text) ?? [];
  if (host === "")
    throw new Error(toTranslate("It must be as https://host/path; the host must be fixed text."));
  if (scheme.toLowerCase() === "http" && !loopback.test(host))
    throw new Error(toTranslate("It must begin with https: only this machine may be asked without."));
  const template = {
    origin: originOf(scheme.toLowerCase(), host.toLowerCase(), port),
    segments: path.split("/").slice(1).map(parsePattern),
    pairs: query === undefined ? [] : query.split("&").map(parsePair),
  };
  if (template.segments.some((segment) => isDotted(segment.map(literal).join(""))))
    throw new Error(toTranslate("Write the path without . and .. steps."));
  return template;
}

/** Names of the values in the path, each of which must be given. */
export function pathValues({ segments }: UrlTemplate): readonly string[] {
  return segments.flatMap(valuesOf);
}

/** Names of the values in the query. A pair whose value is missing is left out. */
export function queryValues({ pairs }: UrlTemplate): readonly string[] {
  return pairs.flatMap(valuesOf);
}

/**
 * The address with the values in their places, and `more` behind the query.
 * @throws Error for a value that would change the path
 */
export function fillUrlTemplate(
  { origin, segments, pairs }: UrlTemplate,
  values: ReadonlyMap<string, string>,
  more: readonly (readonly [string, string])[] = [],
): string {
  const path = segments.map((segment) => `/${filledSegment(segment, values)}`).join("");
  const given = pairs.filter((pair) => valuesOf(pair).every((name) => values.has(name)));
  const query = [
    ...given.map((pair) => filled(pair, values)),
    ...more.map(([name, value]) => `${encoded(name)}=${encoded(value)}`),
  ];
  return `${origin}${path === "" ? "/" : path}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

function originOf(scheme: string, host: string, port: string | undefined): string {
  if (port !== undefined && Number(port) > 65_535)
    throw new Error(toTranslate("The port must be at most 65535."));
  const usual = scheme === "https" ? 443 : 80;
  return port === undefined || Number(port) === usual
    ? `${scheme}://${host}`
    : `${scheme}://${host}:${Number(port)}`;
}

function parsePair(text: string): Pattern {
  const [name = ""] = text.split("=", 1);
  if (/[{}]/.test(name))
    throw new Error(toTranslate("Behind ? only values may be in braces, as ?q={words}."));
  return parsePattern(text);
}

function parsePattern(text: string): Pattern {
  return text.split(/(\{[^{}]*\})/).flatMap((part): Pattern => {
    if (part === "") return [];
    const value = /^\{(.*)\}$/.exec(part)?.[1];
    if (value === undefined && /[{}]/.test(part))
      throw new Error(toTranslate("A brace is open: values are written as {city}."));
    if (value !== undefined && !isArgumentName(value))
      throw new Error(`{${value}} is no name for an argument.`);
    return [value === undefined ? part : { value }];
  });
}

function valuesOf(pattern: Pattern): readonly string[] {
  return pattern.flatMap((part) => (typeof part === "string" ? [] : [part.value]));
}

function literal(part: Pattern[number]): string {
  return typeof part === "string" ? part : "x";
}

function filledSegment(segment: Pattern, values: ReadonlyMap<string, string>): string {
  for (const name of valuesOf(segment)) {
    if ((values.get(name) ?? "") === "") throw new Error(`${name} must not be empty.`);
  }
  const text = filled(segment, values);
  if (isDotted(text)) throw new Error(`${JSON.stringify(text)} is no part of an address.`);
  return text;
}

function filled(pattern: Pattern, values: ReadonlyMap<string, string>): string {
  return pattern
    .map((part) => (typeof part === "string" ? part : encoded(values.get(part.value) ?? "")))
    .join("");
}

/** Half a character cannot be encoded and becomes a sign that says so. */
function encoded(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\uFFFD"));
}

/** Steps that an address takes back when it is read. */
function isDotted(segment: string): boolean {
  return /^\.{1,2}$/.test(segment.replace(/%2e/gi, "."));
}
