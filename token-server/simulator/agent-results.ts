import { asObject, asString, type JsonObject } from "./json.ts";
import type { ToolResult } from "./scenario.ts";

/** Says in a sentence or two what tools have answered. */
export function describeResults(results: readonly ToolResult[]): string {
  return results.map(describeResult).join(" ");
}

const mostFacts = 5;

/** Characters that are said of a text. */
const atMost = 300;

function describeResult({ name, args, response }: ToolResult): string {
  const { error } = response;
  if (error !== undefined) return `That did not work. ${ready(asObject(error)) ?? sentence(plain(error))}`;
  const output = response["output"] ?? response["result"] ?? response;
  if (typeof output !== "object" || output === null) return sentence(`The answer is ${plain(output)}`);
  return (
    ready(asObject(output)) ?? timeSentence(name, args, asObject(output)) ?? sentence(listFacts(name, output))
  );
}

/** Some tools bring the sentence along. */
function ready(output: JsonObject | undefined): string | undefined {
  const fields = ["spoken", "sentence", "summary", "message", "text", "answer"];
  const text = fields
    .map((field) => asString(output?.[field]))
    .find((value) => value !== undefined && value !== "");
  return text === undefined ? undefined : sentence(briefly(text));
}

/** The beginning of a long text, to the end of a sentence: nobody listens to an article. */
function briefly(text: string): string {
  if (text.length <= atMost) return text;
  const begun = text.slice(0, atMost);
  return /^.*[.!?](?=\s)/s.exec(begun)?.[0] ?? begun;
}

function timeSentence(name: string, args: JsonObject, output: JsonObject | undefined): string | undefined {
  if (!/time|clock/i.test(name) || output === undefined) return undefined;
  const values = Object.values(output).filter((value) => typeof value === "string");
  const time = values
    .map((value) => /(?<![\d:])\d{1,2}:\d{2}(?:\s*[AP]M)?/i.exec(value)?.[0])
    .find((found) => found !== undefined);
  if (time === undefined) return undefined;
  const where = Object.values(args).find((value) => typeof value === "string");
  return where === undefined ? `It is ${time}.` : `In ${placeName(String(where))} it is ${time}.`;
}

/** Europe/Berlin is Berlin. */
function placeName(where: string): string {
  return (where.split("/").at(-1) ?? where).replaceAll("_", " ");
}

function listFacts(name: string, output: object): string {
  if (Array.isArray(output)) return output.length === 0 ? "There is nothing there" : listItems(output);
  const facts = Object.entries(output).filter(([key, value]) => isTelling(key, value));
  if (facts.length === 0) return "Done";
  const told = facts.slice(0, mostFacts).map(([key, value]) => `${spaced(key)}: ${plain(value)}`);
  return `Here is what ${spaced(name)} says: ${told.join(", ")}`;
}

function listItems(items: readonly unknown[]): string {
  const told = items.slice(0, 3).map(plain).join("; ");
  return items.length === 1 ? `There is one: ${told}` : `There are ${items.length}: ${told}`;
}

/** Ids, links, empty values and advice are not for the ear. */
function isTelling(key: string, value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  return (
    !/(^|_)(id|url|uri|link|status|ok|success|retryable|say|advice)$/i.test(key) &&
    !/^https?:/.test(String(value))
  );
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.slice(0, 3).map(plain).join("; ");
  const object = asObject(value);
  if (object === undefined) return String(value);
  return Object.entries(object)
    .filter(([key, inner]) => isTelling(key, inner))
    .slice(0, 3)
    .map(([, inner]) => plain(inner))
    .join(", ");
}

function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_.-]+/g, " ")
    .toLowerCase();
}

function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
