import type { PastCall } from "../../../web/core/tools/history.ts";

/** An earlier conversation of five minutes. */
export function pastCall(startedAtMs: number, call: Partial<PastCall> = {}): PastCall {
  return {
    startedAtMs,
    durationMs: 300_000,
    title: "",
    turns: [],
    tools: [],
    latenciesMs: [],
    hangUpReason: undefined,
    context: {},
    ...call,
  };
}
