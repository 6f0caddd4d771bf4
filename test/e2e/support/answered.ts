import { asList, asObject, asString, dig, type JsonObject } from "../../../token-server/simulator/json.ts";
import type { SessionTrace } from "../../../token-server/simulator/trace.ts";

/** Ids of the calls of a tool, in the order in which the far end asked. */
export function callIds(trace: SessionTrace, tool?: string): readonly string[] {
  const calls = trace.sent.flatMap(({ message }) => asList(dig(message, "toolCall", "functionCalls")));
  return calls.flatMap((call) =>
    tool === undefined || dig(call, "name") === tool ? (asString(dig(call, "id")) ?? []) : [],
  );
}

/** The final answers to a call: not those that say that more will come. */
export function answersTo(trace: SessionTrace, id: string): readonly JsonObject[] {
  return trace.received
    .flatMap(({ message }) => asList(dig(message, "toolResponse", "functionResponses")))
    .map((entry) => asObject(entry) ?? {})
    .filter((entry) => entry["id"] === id && entry["willContinue"] !== true);
}

/** Waits for the answer to the newest call of a tool. */
export async function answerOf(trace: SessionTrace, tool: string): Promise<unknown> {
  const newest = () => callIds(trace, tool).at(-1) ?? "";
  await trace.until(() => answersTo(trace, newest()).length > 0, 25_000);
  return answersTo(trace, newest())[0]?.["response"];
}
