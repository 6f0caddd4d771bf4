import type { ReadableAtom } from "nanostores";
import { pastCall } from "../core/call/past-call.ts";
import type { CallState } from "../core/call/state.ts";
import type { CallHistory, PastCall } from "../core/tools/history.ts";
import type { ToolStore } from "../core/tools/tool-store.ts";

const collection = "calls";

/** Keeps what tools may know of each call, as soon as it is over. */
export function keepPastCalls(call: ReadableAtom<CallState>, store: ToolStore): void {
  let phase = call.get().phase.name;
  call.listen((state) => {
    const over = phase !== "ended" && state.phase.name === "ended";
    phase = state.phase.name;
    const past = over ? pastCall(state) : undefined;
    if (past === undefined) return;
    store.put(collection, String(past.startedAtMs), past).catch((error: unknown) => {
      // The call itself is not touched by this; only tools that look back will not know of it.
      console.warn("This call could not be kept for the tools that look back.", error);
    });
  });
}

/** The kept calls, for the tools. */
export function pastCalls(store: ToolStore): CallHistory {
  const all = async () =>
    (await store.all(collection)).flatMap(({ value }) => (isPastCall(value) ? [value] : []));
  return {
    async search(query, limit) {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const found = (await all()).filter((past) => holds(past, words));
      return found.toSorted(byStart).reverse().slice(0, limit);
    },
    async between(fromMs, untilMs) {
      const within = (await all()).filter(
        ({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < untilMs,
      );
      return within.toSorted(byStart);
    },
  };
}

function byStart(one: PastCall, other: PastCall): number {
  return one.startedAtMs - other.startedAtMs;
}

function holds({ turns }: PastCall, words: readonly string[]): boolean {
  const text = turns
    .map((turn) => turn.text)
    .join("\n")
    .toLowerCase();
  return words.length > 0 && words.every((word) => text.includes(word));
}

function isPastCall(value: unknown): value is PastCall {
  return (
    typeof value === "object" &&
    value !== null &&
    "startedAtMs" in value &&
    "turns" in value &&
    "latenciesMs" in value
  );
}
