import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import { closeAgentTurn } from "./agent-turn.ts";
import { restartEnding } from "./ending.ts";
import type { CallState, Step } from "./state.ts";
import { think } from "./thinking.ts";
import { cancelCalls, newCalls, newToolCallEntry, runningCall, settleCall } from "./tool-calls.ts";

/**
 * The model asks for functions. What it said before asking is a turn of its own, so that the log reads in the order
 * things happened; what it says with the result is the next one.
 */
export function toolCalls(state: CallState, calls: readonly ToolCall[], atMs: number): Step {
  const fresh = newCalls(state.log, calls);
  if (fresh.length === 0) return [state, []];
  const [said, commands] = closeAgentTurn(state, atMs);
  const entries = fresh.map((call, index) => newToolCallEntry(said.nextId + index, call, atMs));
  const asked: CallState = {
    ...said,
    activity: said.activity === "speaking" ? "speaking" : "thinking",
    log: [...said.log, ...entries],
    nextId: said.nextId + fresh.length,
  };
  return [asked, [...commands, ...fresh.map((call) => ({ type: "run-tool", call }) as const)]];
}

/** The model no longer wants some results: they are never answered. */
export function toolCallsCancelled(state: CallState, ids: readonly string[], atMs: number): Step {
  const running = ids.filter((id) => runningCall(state.log, id) !== undefined);
  if (running.length === 0) return [state, []];
  return [{ ...state, log: cancelCalls(state.log, running, atMs) }, [{ type: "cancel-tools", ids: running }]];
}

/** A function has its result. A call that was withdrawn meanwhile is not answered. */
export function toolSettled(state: CallState, outcome: ToolOutcome, atMs: number): Step {
  if (runningCall(state.log, outcome.response.id) === undefined) return [state, []];
  const settled: CallState = { ...state, log: settleCall(state.log, outcome, atMs) };
  const [thinking, commands] = think(settled);
  const [next, more] = restartEnding(thinking, atMs);
  return [next, [{ type: "respond", response: outcome.response }, ...commands, ...more]];
}
