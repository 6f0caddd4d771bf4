import { cutSpeech } from "./agent-turn.ts";
import type { CallCommand, Step } from "./command.ts";
import { keepTalking } from "./ending.ts";
import type { Turn } from "./log-entry.ts";
import { duckOnVoice, outlivesGeneration, undisturbed } from "./own-barge-in.ts";
import type { CallState, Voice } from "./state.ts";
import { think } from "./thinking.ts";
import { changeTurn, closeUserTurn, foldUserText, newTurn } from "./transcript.ts";
import { speechBegan, speechEnded, tell } from "./unanswered.ts";
import { hasSpoken } from "./voice.ts";

/** Muted this long, the microphone counts as paused for the service: it may end the turn. */
const pauseAfterMs = 1_000;

/** A voice is found to have ended so long after it did. */
const voiceEndMs = 300;

/** How long the hint about talking while muted stays. */
const mutedSpeechMs = 4_000;

/** The person's own voice began or ended, as this device hears it. */
export function voice(state: CallState, speaking: boolean, atMs: number): Step {
  const { voice: before } = state.floor;
  if (before.speaking === speaking) return [state, []];
  if (state.muted) return speaking ? mutedSpeech(state) : [state, []];
  const now: Voice = speaking
    ? { speaking, startedAtMs: atMs, endedAtMs: undefined }
    : { ...before, speaking, endedAtMs: atMs };
  const heard: CallState = { ...state, floor: { ...state.floor, voice: now } };
  if (speaking) return duckOnVoice(speechBegan(heard, atMs));
  if (!hasSpoken(now)) return undisturbed([coughed(heard), []]);
  const [staying, words] = keepTalking(speechEnded(heard, atMs), atMs);
  const [next, commands] = state.floor.arriving === undefined ? think(staying) : ([staying, []] as const);
  return undisturbed([next, [...words, ...commands, ...turnEnd(state)]]);
}

/** Where this device ends turns, it waits for as much silence as the person wants. */
function turnEnd({ talk: { way, turnEndMs } }: CallState): readonly CallCommand[] {
  if (turnEndMs === undefined || way === "push-to-talk") return [];
  return [{ type: "set-timer", timer: "turn-end", delayMs: Math.max(0, turnEndMs - voiceEndMs) }];
}

/** A sound that was no speech waits for nothing, unless it was part of some. */
function coughed(state: CallState): CallState {
  const { unanswered, floor } = state;
  return unanswered.speechSinceMs === floor.voice.startedAtMs
    ? { ...state, unanswered: { ...unanswered, speechSinceMs: undefined } }
    : speechEnded(state, floor.voice.endedAtMs ?? 0);
}

/** The person talks, and nobody hears it. */
export function mutedSpeech(state: CallState): Step {
  return [
    { ...state, mutedSpeech: true },
    [{ type: "set-timer", timer: "muted-speech", delayMs: mutedSpeechMs }],
  ];
}

/** The person talked on over sound that the service has finished sending. */
export function bargeInTimer(state: CallState, atMs: number): Step {
  if (!outlivesGeneration(state) || !state.floor.voice.speaking) return [state, []];
  return cutSpeech(state, atMs);
}

/**
 * The microphone button, which ends what is being said. The session stays; after a while the service is told that
 * nothing comes.
 */
export function mute(state: CallState, muted: boolean, atMs: number): Step {
  if (state.muted === muted) return [state, []];
  const [silent, ended] = voice(state, false, atMs);
  const [next, letGo] = letGoToMute({ ...silent, muted, mutedSpeech: false });
  return undisturbed([
    next,
    muted
      ? [
          ...ended,
          ...letGo,
          { type: "set-muted", muted },
          { type: "set-timer", timer: "mute", delayMs: pauseAfterMs },
        ]
      : [{ type: "clear-timer", timer: "mute" }, { type: "set-muted", muted }, { type: "resume-uplink" }],
  ]);
}

/** Muting ends what is said with the button held. */
function letGoToMute(state: CallState): Step {
  const { talk } = state;
  if (talk.way !== "push-to-talk" || talk.closed) return [state, []];
  return [
    { ...state, talk: { ...talk, held: false, closed: true } },
    [{ type: "clear-timer", timer: "talk-end" }, { type: "set-gate", open: false }, { type: "end-turn" }],
  ];
}

/** Muted long enough. */
export function muteTimer(state: CallState): Step {
  return [state, state.muted ? [{ type: "pause-uplink" }] : []];
}

/** A fragment of what the person said, as the service understood it. */
export function userText(state: CallState, text: string, atMs: number): Step {
  const said = { text, atMs, voice: state.floor.voice };
  const { unanswered } = state;
  const log = text === "" ? state.log : changeTurn(state.log, unanswered.heardAnew, withoutWords);
  const next: CallState = {
    ...state,
    ...foldUserText(log, state.nextId, said),
    unanswered: text === "" ? unanswered : { ...unanswered, heardAnew: undefined },
  };
  return state.floor.arriving === undefined && text !== "" ? think(next) : [next, []];
}

/** Another session understands the same speech, and begins anew. */
function withoutWords(turn: Turn): Turn {
  return { ...turn, text: "" };
}

/**
 * The person wrote a message, and so goes on although the agent may be hanging up. It interrupts what only this device
 * still plays; the rest the service interrupts.
 */
export function typedText(before: CallState, text: string, atMs: number): Step {
  if (!hasSession(before) || text.trim() === "") return [before, []];
  const state: CallState = { ...before, ending: undefined };
  const [quiet, commands] = outlivesGeneration(state) ? cutSpeech(state, atMs) : ([state, []] as const);
  const turn = {
    ...newTurn(quiet.nextId, "user", atMs),
    text,
    typed: true,
    status: "complete" as const,
    endedAtMs: atMs,
  };
  const log = [...closeUserTurn(quiet.log, atMs), turn];
  const [told, words] = tell({ ...quiet, log, nextId: quiet.nextId + 1 }, text, atMs);
  const [next, more] = think(told);
  return [next, [{ type: "clear-timer", timer: "ending" }, ...commands, ...words, ...more]];
}

/** A session is open, or will be again. */
function hasSession({ phase }: CallState): boolean {
  return phase.name === "live" || phase.name === "reconnecting";
}
