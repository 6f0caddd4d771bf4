import * as v from "valibot";
import { ToolFetchError, type ToolFetchResult } from "../../core/tools/tool-fetch.ts";

/**
 * An answer of a back-end, checked: services change without a word.
 * @throws ToolFetchError with `malformed`
 */
export function readAnswer<S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>>(
  schema: S,
  answer: ToolFetchResult,
  service: string,
): v.InferOutput<S> {
  const read = v.safeParse(schema, answer.json());
  if (read.success) return read.output;
  const where = v.getDotPath(read.issues[0]) ?? "it";
  throw new ToolFetchError("malformed", `The answer of ${service} is not as expected (at ${where}).`);
}

/** An address with these parameters. */
export function withQuery(url: string, parameters: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => [name, String(value)]);
  return pairs.length === 0 ? url : `${url}?${new URLSearchParams(pairs)}`;
}
