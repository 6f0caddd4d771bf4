import { requestLimits } from "../live/request-limits.ts";
import { isObject, type WireObject } from "../live/wire.ts";
import { geminiSchema, isArgumentName } from "./gemini-schema.ts";

/**
 * A JSON Schema that nobody wrote for Gemini Live, as far as Gemini Live can be told. What cannot be said is left out,
 * or said in the description: the arguments are validated with the whole schema anyway.
 * @throws Error saying why arguments of this kind cannot be declared at all
 */
export function foreignSchema(schema: unknown): WireObject {
  if (!isObject(schema)) throw new Error("its arguments are not described by an object");
  const place: Place = { root: schema, open: [], budget: { parts: maxParts } };
  const reduced = geminiSchema({ ...reduce(schema, place), type: "object" });
  if (nesting(reduced) > requestLimits.schemaDepth) throw new Error("its arguments are nested too deeply");
  return reduced;
}

/** Where in the schema we are. */
interface Place {
  readonly root: WireObject;
  /** References that are being followed. */
  readonly open: readonly string[];
  /** How many parts may still be written: references that multiply would otherwise never end. */
  readonly budget: { parts: number };
}

const maxParts = 1_000;

const textKeywords = ["title", "description", "format", "pattern"] as const;
const countKeywords = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"] as const;
const types = ["string", "number", "integer", "boolean", "array", "object", "null"] as const;

function reduce(given: unknown, place: Place): WireObject {
  if (!isObject(given)) return {};
  const { schema, place: inside } = followed(given, place);
  const kinds = kindsOf(schema);
  const [kind] = kinds;
  const common = { ...plainKeywords(schema), ...alternatives(schema, inside) };
  if (kind === undefined) return { ...common, ...properties(schema, inside), ...items(schema, inside) };
  if (kinds.length === 1) return { ...common, ...ofKind(kind, schema, inside), type: kind };
  const { title, description, ...narrowing } = common;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    anyOf: kinds.map((one) => ({ ...onlyFor(one, narrowing), ...ofKind(one, schema, inside), type: one })),
  };
}

function ofKind(kind: (typeof types)[number], schema: WireObject, place: Place): WireObject {
  if (kind === "object") return properties(schema, place);
  if (kind === "array") return { items: {}, ...items(schema, place) };
  return {};
}

/** Of the keywords those that narrow this kind of value. */
function onlyFor(kind: (typeof types)[number], keywords: WireObject): WireObject {
  const narrowing: Readonly<Record<string, readonly string[]>> = {
    string: ["enum", "format", "pattern", "minLength", "maxLength"],
    number: ["minimum", "maximum"],
    integer: ["minimum", "maximum"],
    array: ["minItems", "maxItems"],
  };
  const allowed = narrowing[kind] ?? [];
  return Object.fromEntries(Object.entries(keywords).filter(([keyword]) => allowed.includes(keyword)));
}

/** The schema with what it refers to and what it is composed of written into it. */
function followed(given: WireObject, place: Place): { readonly schema: WireObject; readonly place: Place } {
  place.budget.parts -= 1;
  if (place.budget.parts < 0) throw new Error("its arguments have too many parts");
  const { $ref, allOf, ...own } = given;
  // A schema that holds itself ends where it begins anew.
  if (typeof $ref === "string" && place.open.includes($ref)) return { schema: own, place };
  const parts = [
    ...(typeof $ref === "string" ? [resolved($ref, place.root)] : []),
    ...(Array.isArray(allOf) ? allOf.filter(isObject) : []),
  ];
  let inside = typeof $ref === "string" ? { ...place, open: [...place.open, $ref] } : place;
  let schema: WireObject = {};
  for (const part of parts) {
    const target = followed(part, inside);
    schema = merged(schema, target.schema);
    inside = target.place;
  }
  return { schema: merged(schema, own), place: inside };
}

function merged(one: WireObject, other: WireObject): WireObject {
  const both = (key: string) => [one[key], other[key]] as const;
  const [ownProperties, otherProperties] = both("properties");
  const [ownRequired, otherRequired] = both("required");
  return {
    ...one,
    ...other,
    ...(isObject(ownProperties) && isObject(otherProperties)
      ? { properties: { ...ownProperties, ...otherProperties } }
      : {}),
    ...(Array.isArray(ownRequired) && Array.isArray(otherRequired)
      ? { required: [...new Set([...ownRequired, ...otherRequired])] }
      : {}),
  };
}

/** @throws Error for a reference out of the schema or to nowhere */
function resolved(ref: string, root: WireObject): WireObject {
  let at: unknown = root;
  const steps = ref === "#" ? [] : ref.startsWith("#/") ? ref.slice(2).split("/") : undefined;
  for (const step of steps ?? []) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  if (steps === undefined || !isObject(at))
    throw new Error(`its arguments refer to ${ref}, which is not there`);
  return at;
}

/** The kinds of values that the schema allows, if it says so. */
function kindsOf(schema: WireObject): readonly (typeof types)[number][] {
  const { type, nullable } = schema;
  const named = types.filter((one) => (Array.isArray(type) ? type.includes(one) : type === one));
  if (named.length === 0 && isObject(schema["properties"])) return ["object"];
  return named.length > 0 && nullable === true && !named.includes("null") ? [...named, "null"] : named;
}

function plainKeywords(schema: WireObject): WireObject {
  const texts = textKeywords.filter((keyword) => typeof schema[keyword] === "string");
  const counts = countKeywords.filter((keyword) => Number.isFinite(schema[keyword]));
  const kept = [...texts, ...counts].map((keyword) => [keyword, schema[keyword]] as const);
  const start = schema["default"] === undefined ? {} : { default: schema["default"] };
  return { ...Object.fromEntries(kept), ...start, ...choices(schema) };
}

/** Gemini takes texts to choose from; other values are told in words. */
function choices({ enum: words, const: only, description }: WireObject): WireObject {
  const values = Array.isArray(words) ? words : only === undefined ? [] : [only];
  const texts = values.filter((value) => value !== null);
  if (texts.length === 0) return {};
  if (texts.every((value) => typeof value === "string")) return { enum: texts };
  const told = `One of: ${values.map((value) => JSON.stringify(value)).join(", ")}.`;
  return { description: typeof description === "string" ? `${description} ${told}` : told };
}

function alternatives({ anyOf, oneOf }: WireObject, place: Place): WireObject {
  const given = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  const options = given.filter(isObject).map((option) => reduce(option, place));
  return options.length === 0 ? {} : { anyOf: options };
}

function items({ items: given, prefixItems }: WireObject, place: Place): WireObject {
  const [first] = Array.isArray(given) ? given : Array.isArray(prefixItems) ? prefixItems : [given];
  return first === undefined ? {} : { items: reduce(first, place) };
}

function properties({ properties: given, required }: WireObject, place: Place): WireObject {
  if (!isObject(given)) return {};
  const needed = Array.isArray(required) ? required.filter((name) => Object.hasOwn(given, name)) : [];
  const unspeakable = needed.find((name) => !isArgumentName(name));
  if (unspeakable !== undefined) throw new Error(`it needs an argument named ${JSON.stringify(unspeakable)}`);
  const sayable = Object.entries(given).filter(([name, schema]) => isArgumentName(name) && schema !== false);
  return {
    properties: Object.fromEntries(sayable.map(([name, schema]) => [name, reduce(schema, place)])),
    required: needed,
  };
}

function nesting(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(nesting));
}
