import type { CallCommand, Step } from "./command.ts";
import { endWhenSaid } from "./ending.ts";
import type { Turn } from "./log-entry.ts";
import { duckOnVoice, undisturbed } from "./own-barge-in.ts";
import type { AgentActivity, CallState } from "./state.ts";
import { awaitedCalls } from "./tool-calls.ts";
import {
  appendAgentText,
  changeTurn,
  closeUserTurn,
  completeTurn,
  interruptTurn,
  newTurn,
  noteHeard,
  turnById,
} from "./transcript.ts";
import { answered } from "./unanswered.ts";
import { fellSilentAt } from "./voice.ts";

/**
 * What still arrives of a cut turn comes without a pause; the answer to what the person then said takes longer than
 * this. So a gap ends the discarding even if the service never closes the cut turn (3.1 was seen to forget it).
 */
const cutTurnGapMs = 1_000;

/** Sound of the agent arrived. Whether it is to be played shows in `floor`: see `arrivingTurn`. */
export function agentAudio(state: CallState, durationMs: number, atMs: number): Step {
  const open = openAgentTurn(state, atMs);
  if (open === undefined) return [stillDiscarding(state, atMs), []];
  const { arriving } = open.floor;
  const log = changeTurn(open.log, arriving, (turn) => ({
    ...turn,
    cameAtMs: turn.cameAtMs ?? atMs,
    audioMs: turn.audioMs + durationMs,
  }));
  return [
    { ...open, log, floor: { ...open.floor, queued: arriving } },
    [{ type: "clear-timer", timer: "thinking" }],
  ];
}

/** A fragment of what the agent says arrived. */
export function agentText(state: CallState, text: string, atMs: number): Step {
  if (text === "") return [state, []];
  const open = openAgentTurn(state, atMs);
  if (open === undefined) return [stillDiscarding(state, atMs), []];
  return [
    { ...open, log: changeTurn(open.log, open.floor.arriving, (turn) => appendAgentText(turn, text)) },
    [],
  ];
}

/** The turn that arriving sound belongs to; undefined when it belongs to a turn that was cut and must not be heard. */
export function arrivingTurn(state: CallState): number | undefined {
  return state.floor.discardingAtMs === undefined ? state.floor.arriving : undefined;
}

/** The state with an agent turn open, or undefined while what arrives belongs to a cut turn. */
function openAgentTurn(state: CallState, atMs: number): CallState | undefined {
  const { discardingAtMs, arriving } = state.floor;
  if (discardingAtMs !== undefined && atMs - discardingAtMs < cutTurnGapMs) return undefined;
  if (arriving !== undefined) return state;
  const id = state.nextId;
  return {
    ...answered(state, atMs),
    nextId: id + 1,
    log: [...closeUserTurn(state.log, fellSilentAt(state.floor.voice, atMs)), newTurn(id, "agent", atMs)],
    floor: { ...state.floor, arriving: id, generated: false, discardingAtMs: undefined },
  };
}

function stillDiscarding(state: CallState, atMs: number): CallState {
  return { ...state, floor: { ...state.floor, discardingAtMs: atMs } };
}

/** The service has sent all sound of the turn; most of it is still to be heard, and it will not be interrupted by the service. */
export function generationComplete(state: CallState): Step {
  const { arriving, generated } = state.floor;
  if (arriving === undefined || generated) return [state, []];
  const done: CallState = { ...state, floor: { ...state.floor, generated: true } };
  const [next, commands] = duckOnVoice(done);
  return [next, [{ type: "finish-playback", turn: arriving }, ...commands]];
}

/** The turn is over for the service; it may still be playing. */
export function turnComplete(state: CallState, atMs: number): Step {
  const [closed, commands] = closeAgentTurn(state, atMs);
  const silent = closed.floor.queued === undefined;
  const over: CallState = silent ? { ...closed, activity: restingActivity(closed) } : closed;
  const ending = over.ending === undefined ? undefined : { ...over.ending, turnOver: true };
  const floor = { ...over.floor, discardingAtMs: undefined };
  const [next, more] = endWhenSaid({ ...over, floor, ending }, atMs);
  return [next, [...commands, ...more]];
}

/** Closes the arriving agent turn without a cut: its sound plays to the end. */
export function closeAgentTurn(state: CallState, atMs: number): Step {
  const { arriving, generated } = state.floor;
  if (arriving === undefined) return [state, []];
  const closed: CallState = {
    ...state,
    log: changeTurn(state.log, arriving, (turn) => completeTurn(turn, atMs)),
    floor: { ...state.floor, arriving: undefined, generated: false },
  };
  const [next, commands] = duckOnVoice(closed);
  return [next, generated ? commands : [{ type: "finish-playback", turn: arriving }, ...commands]];
}

/** The service heard the person speak over the agent. Harmless when nothing is being said. */
export function interrupted(state: CallState, atMs: number): Step {
  const { arriving, generated } = state.floor;
  const [cut, commands] = cutSpeech(state, atMs);
  const mayStillArrive = arriving !== undefined && !generated;
  return [{ ...cut, floor: { ...cut.floor, discardingAtMs: mayStillArrive ? atMs : undefined } }, commands];
}

/** Silences the agent: what it was saying is void, what was heard of it will be told by the speaker. */
export function cutSpeech(state: CallState, atMs: number): Step {
  const { arriving, queued } = state.floor;
  const cut = (log: CallState["log"], id: number | undefined) =>
    changeTurn(log, id, (turn) => cutTurn(state, turn, atMs));
  const commands: CallCommand[] = queued === undefined ? [] : [{ type: "flush-playback" }];
  return undisturbed([
    {
      ...state,
      activity: "listening",
      log: cut(cut(state.log, arriving), queued),
      floor: { ...state.floor, arriving: undefined, generated: false, queued: undefined },
    },
    commands,
  ]);
}

/** Who reads has all of a turn that has come whole, whatever becomes of its sound. */
function cutTurn({ audible, floor }: CallState, turn: Turn, atMs: number): Turn {
  const isWhole = turn.status === "complete" || (turn.id === floor.arriving && floor.generated);
  return isWhole && !audible ? completeTurn(turn, atMs) : interruptTurn(turn, atMs);
}

/** The first sound of a turn is being heard. */
export function playbackStarted(state: CallState, turn: number, atMs: number): Step {
  if (turnById(state.log, turn)?.status === "interrupted") return [state, []];
  const log = changeTurn(state.log, turn, (heard) => ({ ...heard, soundedAtMs: heard.soundedAtMs ?? atMs }));
  return [{ ...state, log, activity: "speaking" }, []];
}

/** A turn was heard to its end. */
export function playbackDrained(state: CallState, turn: number, atMs: number): Step {
  if (state.floor.queued !== turn) return [state, []];
  const quiet: CallState = {
    ...state,
    activity: restingActivity(state),
    log: changeTurn(state.log, turn, (heard) => ({ ...heard, endedAtMs: atMs })),
    floor: { ...state.floor, queued: undefined },
  };
  const [calm, commands] = undisturbed([quiet, []]);
  const [next, more] = endWhenSaid(calm, atMs);
  return [next, [...commands, ...more]];
}

/**
 * A turn was cut after this much of it was heard. Where nobody wished so, the output broke: what still arrives of the
 * turn is heard as one of its own.
 */
export function playbackFlushed(state: CallState, turn: number, heardMs: number, atMs: number): Step {
  const { arriving, queued } = state.floor;
  const knownMs = state.audible ? heardMs : Number.POSITIVE_INFINITY;
  const heard = (log: CallState["log"]) => changeTurn(log, turn, (cut) => noteHeard(cut, knownMs));
  if (turn !== queued) return [{ ...state, log: heard(state.log) }, []];
  const broken: CallState = {
    ...state,
    activity: restingActivity(state),
    log: heard(changeTurn(state.log, turn, (cut) => cutTurn(state, cut, atMs))),
    floor: {
      ...state.floor,
      queued: undefined,
      ...(arriving === turn ? { arriving: undefined, generated: false } : {}),
    },
  };
  const [calm, commands] = undisturbed([broken, []]);
  const [next, more] = endWhenSaid(calm, atMs);
  return [next, [...commands, ...more]];
}

/** How much may be missing of a turn that counts as heard to its end: the speaker tells in steps. */
const unheardMs = 60;

/**
 * The call is over, and the speaker with it: what was not heard by then never will be. @param turn the one heard
 * last, after `heardMs` of it; undefined when nothing was
 */
export function playbackStopped(state: CallState, turn: number | undefined, heardMs: number): Step {
  if (!state.audible) return [state, []];
  const log = state.log.map((entry) => {
    if (entry.kind !== "turn" || entry.role !== "agent" || entry.audioMs === 0) return entry;
    if (entry.heard !== undefined || (turn !== undefined && entry.id < turn)) return entry;
    const ms = entry.id === turn ? heardMs : 0;
    return entry.audioMs - ms < unheardMs ? entry : noteHeard({ ...entry, status: "interrupted" }, ms);
  });
  return [{ ...state, log }, []];
}

/** What the agent does when it has said its piece: it works on, as long as it waits for a tool. */
export function restingActivity(state: CallState): AgentActivity {
  return awaitedCalls(state.log).length > 0 ? "thinking" : "listening";
}
