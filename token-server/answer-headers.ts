import type { Context } from "hono";

/** Puts headers on the answer. Hono's own way makes the answer anew for each of them, which takes longer than the rest. */
export function putHeaders(context: Context, headers: Readonly<Record<string, string>>): void {
  const entries = Object.entries(headers);
  try {
    for (const [name, value] of entries) context.res.headers.set(name, value);
  } catch (error) {
    // What a fetch answered cannot be changed.
    if (!(error instanceof TypeError)) throw error;
    for (const [name, value] of entries) context.header(name, value);
  }
}
