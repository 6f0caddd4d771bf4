import type { PastCall } from "../tools/history.ts";
import type { CallState, LogEntry, Turn } from "./state.ts";

/** What tools may later know of a call that is over; undefined if nothing was said in it. */
export function pastCall({ startedAtMs, phase, log, context }: CallState): PastCall | undefined {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn" && entry.text.trim() !== "");
  const [first] = turns.filter(({ role }) => role === "user");
  if (startedAtMs === undefined || phase.name !== "ended" || turns.length === 0) return undefined;
  return {
    startedAtMs,
    durationMs: phase.atMs - startedAtMs,
    title: titleOf(first ?? turns[0]),
    turns: turns.map(({ role, text }) => ({ role, text: text.trim() })),
    hangUpReason: phase.outcome.type === "agent-hung-up" ? phase.outcome.reason : undefined,
    context,
    tools: log.flatMap((entry) => (entry.kind === "tool-call" ? [entry.call.name] : [])),
    latenciesMs: latencies(log),
  };
}

/** Characters of a title, cut at a word. */
const titleLength = 60;

function titleOf(turn: Turn | undefined): string {
  const text = turn?.text.trim().replace(/\s+/g, " ") ?? "";
  if (text.length <= titleLength) return text;
  return `${text.slice(0, titleLength).replace(/\s+\S*$/, "")}…`;
}

/** From the end of each turn of the person to the beginning of the answer. */
function latencies(log: readonly LogEntry[]): readonly number[] {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn");
  return turns.flatMap((turn, index) => {
    const before = turns[index - 1];
    if (turn.role !== "agent" || before?.role !== "user" || before.endedAtMs === undefined) return [];
    return [Math.max(0, turn.startedAtMs - before.endedAtMs)];
  });
}
