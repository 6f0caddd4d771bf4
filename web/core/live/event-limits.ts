import type { WireObject } from "./wire.ts";

/**
 * How much one message may put into a call. The service stays far below; whatever exceeds this comes from something
 * broken or hostile, and would end in the state, in the history and on the screen.
 */
export const eventLimits = {
  /** Characters of one fragment of a transcript: minutes of speech. */
  fragment: 10_000,
  /** Parts of one message; two were seen. */
  parts: 256,
  /** Calls in one message; seven were seen. */
  toolCalls: 64,
  /** Characters of an id or a name of a call. */
  name: 1_024,
  /** Ids that one message withdraws. */
  cancelled: 1_024,
  /** Characters and values in the arguments of one call, together: more than a model can write in one turn. */
  args: 1_000_000,
  /** Levels of nesting in arguments; a schema allows fewer. Much deeper ones overflow the stack of whoever walks them. */
  argsDepth: 64,
  sources: 64,
  /** Of a connection: no service plans further ahead. */
  timeLeftMs: 24 * 60 * 60_000,
} as const;

/** The beginning of a text that is too long, without half a character at its end. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(most - 1));
  return text.slice(0, isSplit ? most - 1 : most);
}

/** Whether a model can have written these arguments. */
export function arePlausible(args: WireObject): boolean {
  let left: number = eventLimits.args;
  const fits = (value: unknown, levels: number): boolean => {
    left -= typeof value === "string" ? value.length + 1 : 1;
    if (left < 0) return false;
    if (typeof value !== "object" || value === null) return true;
    if (levels === 0) return false;
    return Object.entries(value).every(([key, inner]) => {
      left -= key.length;
      return fits(inner, levels - 1);
    });
  };
  return fits(args, eventLimits.argsDepth);
}
