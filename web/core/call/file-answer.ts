import type { CallState } from "./state.ts";
import { openCalls } from "./tool-calls.ts";

/** After its last word was heard, an agent that goes on, to call a tool for example, does so within this time. */
const pauseMs = 2_000;

/** Answers, also to what a tool found, were measured to begin after 0.6–5 s; after this long none comes. */
const patienceMs = 20_000;

/** The agent has said something since then. */
export function hasAnswered({ log }: CallState, sinceMs: number): boolean {
  return log.some((entry) => entry.kind === "turn" && entry.role === "agent" && entry.startedAtMs >= sinceMs);
}

/**
 * How long a conversation in which the person says no more must stay as it is before it is over; undefined while
 * something is being said or done.
 * @param sinceMs when the person had said everything
 */
export function restMs(state: CallState, sinceMs: number): number | undefined {
  const { floor, log } = state;
  // What the agent was told goes on in the background, as a timer, is no part of its answer.
  const isWorking = openCalls(log).some(({ inBackground }) => inBackground !== true);
  if (floor.arriving !== undefined || floor.queued !== undefined || isWorking) return undefined;
  const last = log.at(-1);
  const isAnswer = last?.kind === "turn" && last.role === "agent" && last.startedAtMs >= sinceMs;
  return isAnswer ? pauseMs : patienceMs;
}
