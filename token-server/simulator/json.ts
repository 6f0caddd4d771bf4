/** A JSON object from the wire, not yet looked into. */
export type JsonObject = { readonly [name: string]: unknown };

/** The value as an object, or undefined if it is anything else (arrays and null included). */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** The value as a list; anything else is an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a string, or undefined. */
export function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as a finite number, or undefined. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Follows names into nested objects; undefined as soon as one is missing. */
export function dig(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => asObject(inner)?.[name], value);
}
