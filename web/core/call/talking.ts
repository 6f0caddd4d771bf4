import { interrupted } from "./agent-turn.ts";
import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";
import { mutedSpeech, voice } from "./user-turn.ts";

/** People let go of the button with their last sound, and that takes a while from the mouth to the page. */
const tailMs = 300;
/** A room rings on after the loudspeaker has fallen silent. */
const echoMs = 250;

/** The person holds the button, which silences the agent, or lets go of it. */
export function holdToTalk(state: CallState, held: boolean, atMs: number): Step {
  const { talk } = state;
  if (talk.way !== "push-to-talk" || talk.held === held) return [state, []];
  if (!held)
    return [
      { ...state, talk: { ...talk, held } },
      [{ type: "set-timer", timer: "talk-end", delayMs: tailMs }],
    ];
  if (state.muted) return mutedSpeech(state);
  const [quiet, commands] = interrupted({ ...state, talk: { ...talk, held, closed: false } }, atMs);
  const [next, more] = voice(quiet, true, atMs);
  return [
    next,
    [{ type: "clear-timer", timer: "talk-end" }, { type: "set-gate", open: true }, ...commands, ...more],
  ];
}

/** The last word is in: the turn is over. */
export function talkEndTimer(state: CallState, atMs: number): Step {
  if (state.talk.held || state.talk.closed) return [state, []];
  const [next, commands] = voice({ ...state, talk: { ...state.talk, closed: true } }, false, atMs);
  return [next, [{ type: "set-gate", open: false }, { type: "end-turn" }, ...commands]];
}

/** The person has been silent for so long that the turn counts as over. */
export function turnEndTimer(state: CallState): Step {
  const { unanswered, floor, muted } = state;
  const waits = unanswered.speechSinceMs !== undefined && !floor.voice.speaking && !muted;
  return [state, waits ? [{ type: "end-turn" }] : []];
}

/** With half duplex the microphone is closed from the agent's first sound until the room is quiet again. */
export function closeWhileHeard(before: CallState, [state, commands]: Step): Step {
  if (state.talk.way !== "half-duplex" || state.phase.name === "ended") return [state, commands];
  const heard = state.floor.queued !== undefined;
  if (heard === (before.floor.queued !== undefined)) return [state, commands];
  if (!heard)
    return [state, [...commands, { type: "set-timer", timer: "reopen", delayMs: echoMs, afterSound: true }]];
  return [
    { ...state, talk: { ...state.talk, closed: true } },
    [...commands, { type: "clear-timer", timer: "reopen" }, { type: "set-gate", open: false }],
  ];
}

/** The room is quiet. */
export function reopenTimer(state: CallState): Step {
  if (state.talk.way !== "half-duplex" || state.floor.queued !== undefined) return [state, []];
  return [{ ...state, talk: { ...state.talk, closed: false } }, [{ type: "set-gate", open: true }]];
}
