import type { CallError } from "../errors.ts";
import { sendAnswers } from "./answers.ts";
import { idleCall } from "./idle.ts";
import { retryAfter } from "./reconnect.ts";
import { closeGaps } from "./recording.ts";
import type { CallEvent, CallState, Notice, Outcome, Step } from "./state.ts";
import { think } from "./thinking.ts";
import { openCalls, withdraw } from "./tool-calls.ts";
import { changeTurn, closeUserTurn, completeTurn } from "./transcript.ts";
import { hasSpoken } from "./voice.ts";

/** The start button was pressed. */
export function start({ id, about, greeting, record, atMs }: Extract<CallEvent, { type: "start" }>): Step {
  return [
    {
      ...idleCall,
      id,
      about,
      phase: { name: "requesting-microphone" },
      startedAtMs: atMs,
      greeting,
      recording: record ? "on" : "off",
    },
    [{ type: "set-taping", taping: record }, { type: "open-microphone" }],
  ];
}

/** Microphone and speaker are open. */
export function microphoneReady(state: CallState): Step {
  if (state.phase.name !== "requesting-microphone") return [state, []];
  return [{ ...state, phase: { name: "connecting" } }, [{ type: "connect", handle: undefined }]];
}

/** A session is open. The agent greets once, unless the person has already begun to talk. */
export function connected(state: CallState, atMs: number): Step {
  const [live, answers] = sendAnswers({
    ...state,
    phase: { name: "live", sinceMs: atMs },
    greeting: undefined,
    sessions: state.sessions + 1,
    notices: state.phase.name === "reconnecting" ? noted(state, "reconnected", atMs) : state.notices,
  });
  const { greeting, floor } = state;
  if (greeting === undefined || hasSpoken(floor.voice)) return [live, answers];
  const [thinking, commands] = think(live);
  return [thinking, [...answers, { type: "send-text", text: greeting }, ...commands]];
}

/** A connect did not succeed: the first one ends the call, a later one is tried again as long as the policy allows. */
export function connectFailed(state: CallState, error: CallError, atMs: number): Step {
  return state.phase.name === "reconnecting"
    ? reconnectOrEnd(state, error, state.phase.attempt, state.phase.sinceMs, atMs)
    : end(state, { type: "failed", error }, atMs);
}

/** The open session closed by itself. What the agent said until then is played to its end. */
export function closed(state: CallState, error: CallError, atMs: number): Step {
  const { arriving } = state.floor;
  const cut: CallState = {
    ...state,
    activity: "listening",
    log: changeTurn(state.log, arriving, (turn) => completeTurn(turn, atMs)),
    floor: { ...state.floor, arriving: undefined, discardingAtMs: undefined },
    notices: noted(state, "connection-lost", atMs),
  };
  const [next, commands] = reconnectOrEnd(cut, error, 0, atMs, atMs);
  return arriving === undefined
    ? [next, commands]
    : [next, [{ type: "finish-playback", turn: arriving }, ...commands]];
}

function reconnectOrEnd(
  state: CallState,
  error: CallError,
  attempt: number,
  sinceMs: number,
  atMs: number,
): Step {
  const delayMs =
    state.handle === undefined ? undefined : retryAfter({ attempt, elapsedMs: atMs - sinceMs, error });
  if (delayMs === undefined) return end(state, { type: "failed", error }, atMs);
  return [
    { ...state, phase: { name: "reconnecting", attempt: attempt + 1, sinceMs } },
    [{ type: "set-timer", timer: "reconnect", delayMs }],
  ];
}

function noted({ notices }: CallState, type: Notice["type"], atMs: number): readonly Notice[] {
  return [...notices, { type, atMs }];
}

/** The pause before a reconnect is over. */
export function reconnectTimer(state: CallState): Step {
  if (state.phase.name !== "reconnecting") return [state, []];
  return [state, [{ type: "connect", handle: state.handle }]];
}

/** Ends the call, however far it got; everything it holds is released and everything it logged is closed. */
export function end(state: CallState, outcome: Outcome, atMs: number): Step {
  const open = openCalls(state.log);
  const log = withdraw(
    closeUserTurn(state.log, atMs),
    open.flatMap((entry) => entry.ids),
    atMs,
  );
  return [
    {
      ...state,
      phase: { name: "ended", atMs, outcome },
      activity: "listening",
      mutedSpeech: false,
      log: changeTurn(log, state.floor.arriving, (turn) => completeTurn(turn, atMs)),
      floor: idleCall.floor,
      handle: undefined,
      greeting: undefined,
      answers: [],
      gaps: closeGaps(state.gaps, atMs),
      ending: undefined,
    },
    [{ type: "cancel-tools", ids: open.map((entry) => entry.call.id) }, { type: "release" }],
  ];
}
