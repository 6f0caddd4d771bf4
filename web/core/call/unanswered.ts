import type { Step } from "./command.ts";
import type { CallState, Unanswered } from "./state.ts";

/** Nothing waits for an answer. */
export const nothingUnanswered: Unanswered = {
  speechSinceMs: undefined,
  texts: [],
  sinceMs: undefined,
  heardAnew: undefined,
};

/** Latencies that are kept, to see them grow. */
const keptAnswers = 8;

/** Tells the service something in words: now, or when there is a session again. */
export function tell(state: CallState, text: string, atMs: number): Step {
  return [toTell(state, text, atMs), state.phase.name === "live" ? [{ type: "send-text", text }] : []];
}

/** The next session is to be told something in words. */
export function toTell(state: CallState, text: string, atMs: number): CallState {
  const { unanswered } = state;
  return {
    ...state,
    unanswered: { ...unanswered, texts: [...unanswered.texts, text], sinceMs: unanswered.sinceMs ?? atMs },
  };
}

/** The person begins to speak: all of it waits for an answer. */
export function speechBegan(state: CallState, atMs: number): CallState {
  const { unanswered } = state;
  return {
    ...state,
    unanswered: { ...unanswered, speechSinceMs: unanswered.speechSinceMs ?? atMs, sinceMs: undefined },
    link: { ...state.link, nudged: false },
  };
}

/** The person has finished: the service is expected to answer. */
export function speechEnded(state: CallState, atMs: number): CallState {
  return { ...state, unanswered: { ...state.unanswered, sinceMs: atMs } };
}

/** The service answers. Who talks over the answer waits for the next one. */
export function answered(state: CallState, atMs: number): CallState {
  const { unanswered, floor, link } = state;
  if (unanswered.speechSinceMs === undefined && unanswered.texts.length === 0) return state;
  const { speaking, startedAtMs } = floor.voice;
  const answersMs =
    unanswered.sinceMs === undefined
      ? link.answersMs
      : [...link.answersMs, atMs - unanswered.sinceMs].slice(-keptAnswers);
  return {
    ...state,
    unanswered: speaking ? { ...nothingUnanswered, speechSinceMs: startedAtMs } : nothingUnanswered,
    link: { ...link, answersMs, nudged: false },
  };
}

/** The service chose not to answer, which it may: what was said was not meant for it. */
export function leftUnanswered(state: CallState): CallState {
  if (state.floor.voice.speaking) return state;
  return { ...state, unanswered: nothingUnanswered, link: { ...state.link, nudged: false } };
}
