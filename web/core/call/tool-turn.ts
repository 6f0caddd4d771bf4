import type { ToolCall, ToolOutcome, ToolResponse } from "../live/messages.ts";
import type { Card } from "../tools/card.ts";
import { closeAgentTurn } from "./agent-turn.ts";
import { sendAnswers } from "./answers.ts";
import type { CallCommand, Step } from "./command.ts";
import { restartEnding } from "./ending.ts";
import type { ToolCallEntry } from "./log-entry.ts";
import type { CallState } from "./state.ts";
import { think } from "./thinking.ts";
import {
  answersOf,
  changeCall,
  inWords,
  newCalls,
  newToolCallEntry,
  openCall,
  openCalls,
  sameCall,
  settleCall,
  withdraw,
} from "./tool-calls.ts";
import { answered, tell } from "./unanswered.ts";

/** Answers of one message that are ready within this time go out together. */
const togetherMs = 250;

/**
 * The model asks for functions. What it said before asking is a turn of its own, so that the log reads in the order
 * things happened; what it says with the result is the next one.
 */
export function toolCalls(state: CallState, calls: readonly ToolCall[], atMs: number): Step {
  const fresh = newCalls(state.log, calls);
  if (fresh.length === 0) return [state, []];
  const [said, commands] = closeAgentTurn(state, atMs);
  const thinking: CallState = {
    ...answered(said, atMs),
    activity: said.activity === "speaking" ? "speaking" : "thinking",
  };
  return fresh.reduce<Step>(
    ([before, done], call) => {
      const [after, more] = toolCall(before, call, atMs);
      return [after, [...done, ...more]];
    },
    [thinking, commands],
  );
}

/** One call: a repetition joins the call it repeats, so that its effect happens once. */
function toolCall(state: CallState, call: ToolCall, atMs: number): Step {
  const same = sameCall(state.log, call, atMs);
  if (same === undefined) return runCall(state, newToolCallEntry(state.nextId, call, atMs));
  // An id of our own is nothing to answer to.
  const owed = same.answer === "text" ? [] : same.ids;
  const { inBackground: _before, ...asked } = same;
  const joined: ToolCallEntry = { ...asked, ids: [...owed, call.id], answer: "response" };
  const log = state.log.map((entry) => (entry === same ? joined : entry));
  if (same.response === undefined) return [{ ...state, log }, [{ type: "await-tool", callId: same.call.id }]];
  const response: ToolResponse = { id: call.id, name: call.name, response: same.response };
  return [{ ...state, log }, [{ type: "respond", responses: [response] }]];
}

function runCall(state: CallState, entry: ToolCallEntry): Step {
  const next: CallState = { ...state, log: [...state.log, entry], nextId: state.nextId + 1 };
  const { call, answer } = entry;
  const waits: readonly CallCommand[] =
    answer === "response" ? [{ type: "await-tool", callId: call.id }] : [];
  return [next, [{ type: "run-tool", call }, ...waits]];
}

/** The model no longer wants some results: they are never answered. */
export function toolCallsCancelled(state: CallState, ids: readonly string[], atMs: number): Step {
  const log = withdraw(state.log, ids, atMs);
  const answers = state.answers.filter(({ id }) => !ids.includes(id));
  const stillOpen = new Set(openCalls(log).map((entry) => entry.call.id));
  const over = openCalls(state.log).flatMap(({ call }) => (stillOpen.has(call.id) ? [] : [call.id]));
  return over.length === 0
    ? [{ ...state, log, answers }, []]
    : [{ ...state, log, answers }, [{ type: "cancel-tools", ids: over }]];
}

/** A function has its result. A call that was withdrawn meanwhile is not answered. */
export function toolSettled(state: CallState, outcome: ToolOutcome, atMs: number): Step {
  const entry = openCall(state.log, outcome.response.id);
  if (entry === undefined) return [state, []];
  const settled: CallState = { ...state, log: settleCall(state.log, outcome, atMs) };
  const [answered, commands] = answer(settled, entry, outcome, atMs);
  const [thinking, more] =
    outcome.response.scheduling === "SILENT" ? ([answered, []] as const) : think(answered);
  const [next, ending] = restartEnding(thinking, atMs);
  return [next, [...commands, ...more, ...ending]];
}

function answer(state: CallState, entry: ToolCallEntry, outcome: ToolOutcome, atMs: number): Step {
  if (entry.answer === "text") return tellInWords(state, entry, outcome, atMs);
  const answers = [...state.answers, ...answersOf(entry, outcome.response)];
  const waiting: CallState = { ...state, answers };
  const leftMs = entry.startedAtMs + togetherMs - atMs;
  const others = openCalls(state.log).some(({ startedAtMs }) => startedAtMs === entry.startedAtMs);
  if (others && leftMs > 0) return [waiting, [{ type: "set-timer", timer: "respond", delayMs: leftMs }]];
  return sendAnswers(waiting);
}

function tellInWords(
  state: CallState,
  { call, ids }: ToolCallEntry,
  { status, response }: ToolOutcome,
  atMs: number,
): Step {
  // That a retry failed again is no news. Who asked in a session that is lost has heard of no failure yet.
  if (status !== "done" && ids.includes(call.id)) return [state, []];
  return tell(state, inWords(call.name, response.response), atMs);
}

/** A tool waits for the person's word, or has it. */
export function toolAsking(state: CallState, callId: string, asking: boolean): Step {
  const status = asking ? "asking" : "running";
  return [{ ...state, log: changeCall(state.log, callId, (entry) => ({ ...entry, status })) }, []];
}

/** A tool tells how far it got; if there is a response, the model hears of it too. */
export function toolProgress(
  state: CallState,
  callId: string,
  text: string,
  response: ToolResponse | undefined,
): Step {
  const entry = openCall(state.log, callId);
  if (entry === undefined) return [state, []];
  const tell = response !== undefined && entry.answer === "response" && state.phase.name === "live";
  const told = tell ? { inBackground: true } : {};
  const log = changeCall(state.log, callId, (running) => ({ ...running, ...told, progress: text }));
  return [{ ...state, log }, tell ? [{ type: "respond", responses: answersOf(entry, response) }] : []];
}

/** A tool shows something. */
export function toolCard(state: CallState, callId: string, card: Card): Step {
  const log = changeCall(state.log, callId, (entry) => ({ ...entry, cards: [...entry.cards, card] }));
  return [{ ...state, log }, []];
}

/** A call that went wrong runs again, as a call of our own: its id is answered already. */
export function toolRetry(state: CallState, callId: string, atMs: number): Step {
  const failed = state.log.find((entry) => entry.kind === "tool-call" && entry.call.id === callId);
  if (state.phase.name !== "live" || failed?.kind !== "tool-call" || !mayRetry(failed)) return [state, []];
  const call: ToolCall = { ...failed.call, id: `retry-${state.nextId}` };
  return runCall(state, newToolCallEntry(state.nextId, call, atMs, "text"));
}

/** Whether a call can be tried again by hand. */
export function mayRetry({ status }: ToolCallEntry): boolean {
  return status === "failed" || status === "timed-out" || status === "cancelled" || status === "denied";
}
