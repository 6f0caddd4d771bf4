import { isObject, type WireObject } from "../live/wire.ts";

type Entries = readonly (readonly [string, unknown])[];

/**
 * A JSON Schema as a schema library writes it, in the words that all of them have in common: libraries say the same in
 * different ways. What only narrows a value and has no such word is widened or left out, since arguments are validated
 * with the library's own schema anyway. What is not known here stays, for `geminiSchema` to refuse. Shares nothing
 * with what it is given.
 */
export function plainSchema(schema: unknown): unknown {
  if (!isObject(schema)) return structuredClone(schema);
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) => entries(keyword, value, schema)),
  );
}

function entries(keyword: string, value: unknown, schema: WireObject): Entries {
  switch (keyword) {
    case "properties":
      return [[keyword, isObject(value) ? eachPlain(value) : value]];
    case "items":
      return [[keyword, plainSchema(value)]];
    case "anyOf":
    case "oneOf":
      return Array.isArray(value) ? alternatives(value, schema) : [[keyword, value]];
    case "type":
      return Array.isArray(value) ? [["anyOf", value.map((type) => ({ type }))]] : [[keyword, value]];
    case "const":
      return typeof value === "string" ? wordsOf([value]) : [[keyword, value]];
    case "enum":
      return isWords(value) ? wordsOf(value) : [[keyword, structuredClone(value)]];
    case "exclusiveMinimum":
      return [["minimum", schema["type"] === "integer" ? above(value) : value]];
    case "exclusiveMaximum":
      return [["maximum", schema["type"] === "integer" ? below(value) : value]];
    case "minimum":
    case "maximum":
      return isSafeRange(value) ? [] : [[keyword, value]];
    case "pattern":
      return isPlainPattern(value) ? [[keyword, value]] : [];
    case "format":
      return isKnownFormat(value) ? [[keyword, value]] : [];
    default:
      return [[keyword, structuredClone(value)]];
  }
}

function eachPlain(schemas: WireObject): WireObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plainSchema(schema)]));
}

/** Alternatives that are all texts are one enum; and none repeats the description of the whole. */
function alternatives(list: readonly unknown[], { description }: WireObject): Entries {
  const plain = list.map((schema) => {
    const one = plainSchema(schema);
    if (!isObject(one) || one["description"] !== description) return one;
    return Object.fromEntries(Object.entries(one).filter(([keyword]) => keyword !== "description"));
  });
  const words = plain.map(onlyWords);
  return words.every((some) => some !== undefined) ? wordsOf(words.flat()) : [["anyOf", plain]];
}

/** The texts of a schema that says nothing else. */
function onlyWords(schema: unknown): readonly string[] | undefined {
  if (!isObject(schema)) return undefined;
  const { type, enum: words, ...others } = schema;
  return type === "string" && isWords(words) && Object.keys(others).length === 0 ? words : undefined;
}

function wordsOf(words: readonly string[]): Entries {
  return [
    ["type", "string"],
    ["enum", [...words]],
  ];
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

/** The least integer above a limit. Fractions have none, so their limit itself is said. */
function above(limit: unknown): unknown {
  return typeof limit === "number" ? Math.floor(limit) + 1 : limit;
}

/** The greatest integer below a limit. */
function below(limit: unknown): unknown {
  return typeof limit === "number" ? Math.ceil(limit) - 1 : limit;
}

/** Libraries write the range of exact integers for any integer; it says nothing. */
function isSafeRange(limit: unknown): boolean {
  return limit === Number.MIN_SAFE_INTEGER || limit === Number.MAX_SAFE_INTEGER;
}

/** Expressions without looking around and without references back, which not every engine knows. */
function isPlainPattern(pattern: unknown): boolean {
  return typeof pattern !== "string" || !/\(\?<?[=!]|\\[1-9]|\\k</.test(pattern);
}

const formats = ["date-time", "int32", "int64", "float", "double"];

/** Formats of the OpenAPI subset; others are no more than a hint. */
function isKnownFormat(format: unknown): boolean {
  return typeof format !== "string" || formats.includes(format);
}
