/** A JSON object whose fields are all still unknown. */
export type WireObject = Readonly<Record<string, unknown>>;

const nothing: WireObject = {};

/** The value as an object, an empty one if it is anything else. */
export function asObject(value: unknown): WireObject {
  return isObject(value) ? value : nothing;
}

/** True for a JSON object, not for an array or null. */
export function isObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a list of objects; whatever else the list holds is left out. */
export function asObjects(value: unknown): readonly WireObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The value as a text, empty if it is none. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A count of zero or more, as far as it can be counted. JSON carries 64-bit ones as text. */
export function asCount(value: unknown): number | undefined {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === "number" && count >= 0 && count <= Number.MAX_SAFE_INTEGER ? count : undefined;
}

/** Milliseconds of a protobuf duration such as `"50s"` or `"1.5s"`; a negative one counts as zero. */
export function asDurationMs(value: unknown): number | undefined {
  const match = /^\s*(-?\d+(?:\.\d+)?)s\s*$/.exec(asText(value));
  return match === null ? undefined : Math.max(0, Math.round(Number(match[1]) * 1000));
}
