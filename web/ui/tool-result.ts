import type { ToolCallEntry } from "../core/call/log-entry.ts";

/** What a tool call came to, in parts for the eye. */
export interface ToolResultView {
  /** One or two sentences, if the result has some. */
  readonly sentence: string | undefined;
  /** Everything else it holds, by name. */
  readonly rows: Rows;
}

export type Rows = readonly (readonly [name: string, value: unknown])[];

const spoken = ["sentence", "message"] as const;
/** Told by the card's state, or meant for the model alone. */
const unshown = new Set(["status", "retryable", "say"]);

/** `output` and `error` are the wrapping of an answer; any other object counts as the result as a whole. */
export function toolResult({ response }: Pick<ToolCallEntry, "response">): ToolResultView {
  if (response === undefined) return { sentence: undefined, rows: [] };
  const result = response["error"] ?? ("output" in response ? response["output"] : response);
  if (typeof result === "string") return { sentence: result, rows: [] };
  if (!isRecord(result)) return { sentence: undefined, rows: [["result", result]] };
  const name = spoken.find((key) => typeof result[key] === "string");
  return {
    sentence: name === undefined ? undefined : String(result[name]),
    rows: Object.entries(result).filter(([key]) => key !== name && !unshown.has(key)),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
