import type { Step } from "./command.ts";
import { end } from "./lifecycle.ts";
import type { CallState } from "./state.ts";
import { tell } from "./unanswered.ts";

/** With nothing more from the service for this long, the farewell was all. */
const quietMs = 1_500;

/** The longest the end is put off for a farewell. */
const longestMs = 12_000;

/** The agent hangs up. The request comes in the middle of a turn: its last words are still to come. */
export function endAsked(state: CallState, reason: string, atMs: number): Step {
  if (state.ending !== undefined) return [state, []];
  return restartEnding({ ...state, ending: { reason, askedAtMs: atMs, turnOver: false } }, atMs);
}

/** Something happened on the way to the end: the quiet is counted anew. */
export function restartEnding(state: CallState, atMs: number): Step {
  if (state.ending === undefined) return [state, []];
  const leftMs = state.ending.askedAtMs + longestMs - atMs;
  return [state, [{ type: "set-timer", timer: "ending", delayMs: Math.max(0, Math.min(quietMs, leftMs)) }]];
}

/** The person goes on: the agent's wish to hang up is void, and the agent is told. */
export function keepTalking(state: CallState, atMs: number): Step {
  if (state.ending === undefined) return [state, []];
  const staying = "I want to go on talking; please stay on the line.";
  const [next, commands] = tell({ ...state, ending: undefined }, staying, atMs);
  return [next, [{ type: "clear-timer", timer: "ending" }, ...commands]];
}

/** Ends the call if the agent asked for it, the service closed the turn and the last word was heard. */
export function endWhenSaid(state: CallState, atMs: number): Step {
  if (state.ending === undefined) return [state, []];
  return state.ending.turnOver && saidAll(state) && !state.floor.voice.speaking
    ? hangUp(state, state.ending.reason, atMs)
    : restartEnding(state, atMs);
}

/** It was quiet for a while, or it took too long. */
export function endingTimer(state: CallState, atMs: number): Step {
  if (state.ending === undefined) return [state, []];
  if (state.floor.voice.speaking) return keepTalking(state, atMs);
  const tooLong = atMs - state.ending.askedAtMs >= longestMs;
  return tooLong || saidAll(state) ? hangUp(state, state.ending.reason, atMs) : restartEnding(state, atMs);
}

function saidAll(state: CallState): boolean {
  return state.floor.arriving === undefined && state.floor.queued === undefined;
}

function hangUp(state: CallState, reason: string, atMs: number): Step {
  return end(state, { type: "agent-hung-up", reason }, atMs);
}
