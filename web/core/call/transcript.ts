import { heardPart } from "./heard.ts";
import type { LogEntry, Turn } from "./log-entry.ts";
import type { Voice } from "./state.ts";
import { fellSilentAt } from "./voice.ts";

/** The log after a change, and the id the next new entry gets. */
export interface Folded {
  readonly log: readonly LogEntry[];
  readonly nextId: number;
}

/** How long after an agent turn text of the question before it may still arrive. Late transcripts of a second were seen. */
const lateTextMs = 2_000;

/** A new turn with nothing in it yet. */
export function newTurn(id: number, role: Turn["role"], startedAtMs: number): Turn {
  return {
    kind: "turn",
    id,
    role,
    text: "",
    status: "open",
    startedAtMs,
    endedAtMs: undefined,
    typed: false,
    audioMs: 0,
    marks: [],
    heard: undefined,
  };
}

/** The turn with this id, if it is in the log. */
export function turnById(log: readonly LogEntry[], id: number | undefined): Turn | undefined {
  const found = log.find((entry) => entry.id === id);
  return found?.kind === "turn" ? found : undefined;
}

/** The log with one turn changed; the same log if there is no such turn. */
export function changeTurn(
  log: readonly LogEntry[],
  id: number | undefined,
  change: (turn: Turn) => Turn,
): readonly LogEntry[] {
  return turnById(log, id) === undefined
    ? log
    : log.map((entry) => (entry.kind === "turn" && entry.id === id ? change(entry) : entry));
}

/** Adds a fragment of what the agent says, verbatim. */
export function appendAgentText(turn: Turn, text: string): Turn {
  const whole = turn.text + text;
  return { ...turn, text: whole, marks: [...turn.marks, { chars: whole.length, audioMs: turn.audioMs }] };
}

/** Ends a turn that came to its end. An ended turn keeps how it ended. */
export function completeTurn(turn: Turn, atMs: number): Turn {
  return turn.status === "open" ? { ...turn, status: "complete", endedAtMs: atMs } : turn;
}

/** Ends an agent turn that was cut, also one that is complete for the service but still being played. */
export function interruptTurn(turn: Turn, atMs: number): Turn {
  return turn.status === "interrupted" ? turn : { ...turn, status: "interrupted", endedAtMs: atMs };
}

/** Notes what was heard of a cut turn. */
export function noteHeard(turn: Turn, heardMs: number): Turn {
  return turn.status === "interrupted" ? { ...turn, heard: heardPart(turn, heardMs) } : turn;
}

/** Ends the person's open turn: the agent answers, or the call is over. */
export function closeUserTurn(log: readonly LogEntry[], atMs: number): readonly LogEntry[] {
  const open = log.findLast(
    (entry) => entry.kind === "turn" && entry.role === "user" && entry.status === "open",
  );
  return changeTurn(log, open?.id, (turn) => completeTurn(turn, atMs));
}

/** What is known when a fragment of the person's speech arrives. */
export interface UserText {
  readonly text: string;
  readonly atMs: number;
  readonly voice: Voice;
}

/**
 * Adds a fragment of what the person said to the turn it belongs to. There is no order promised between it and the
 * agent's answer: text that comes during or shortly after an agent turn belongs before that turn, unless the person
 * was heard, or cut the agent short, since the turn began.
 */
export function foldUserText(log: readonly LogEntry[], nextId: number, said: UserText): Folded {
  if (said.text === "") return { log, nextId };
  const last = log.findLast((entry) => entry.kind === "turn");
  if (last?.kind !== "turn") return insertUserTurn(log, nextId, log.length, said);
  if (isSpoken(last) && last.status === "open") return { log: appendText(log, last.id, said.text), nextId };
  if (last.role === "agent" && mayBeLate(last, said)) return foldLateText(log, nextId, last, said);
  return insertUserTurn(log, nextId, log.length, said);
}

function mayBeLate(agent: Turn, { atMs, voice }: UserText): boolean {
  if (agent.status === "interrupted") return false;
  if (voice.startedAtMs !== undefined && voice.startedAtMs > agent.startedAtMs) return false;
  return agent.endedAtMs === undefined || atMs - agent.endedAtMs < lateTextMs;
}

/**
 * An answer may consist of several agent turns with tool calls between them; its question stands before all of them.
 * With neither a question there nor a voice heard before the answer, the text can only be a new turn.
 */
function foldLateText(log: readonly LogEntry[], nextId: number, agent: Turn, said: UserText): Folded {
  const index = log.findLastIndex((entry, at) => at < log.indexOf(agent) && isUserTurn(entry));
  const question = log[index];
  if (question?.kind === "turn" && isSpoken(question)) {
    return { log: appendText(log, question.id, said.text), nextId };
  }
  if (said.voice.startedAtMs === undefined) return insertUserTurn(log, nextId, log.length, said);
  const answered = insertUserTurn(log, nextId, index + 1, { ...said, atMs: agent.startedAtMs });
  return {
    ...answered,
    log: changeTurn(answered.log, nextId, (turn) =>
      completeTurn(turn, fellSilentAt(said.voice, agent.startedAtMs)),
    ),
  };
}

function isUserTurn(entry: LogEntry): boolean {
  return entry.kind === "turn" && entry.role === "user";
}

function isSpoken(turn: Turn): boolean {
  return turn.role === "user" && !turn.typed;
}

function appendText(log: readonly LogEntry[], id: number, text: string): readonly LogEntry[] {
  return changeTurn(log, id, (turn) => ({ ...turn, text: turn.text + text }));
}

function insertUserTurn(log: readonly LogEntry[], nextId: number, index: number, said: UserText): Folded {
  const startedAtMs = Math.min(said.voice.startedAtMs ?? said.atMs, said.atMs);
  const turn = { ...newTurn(nextId, "user", startedAtMs), text: said.text };
  return { log: log.toSpliced(index, 0, turn), nextId: nextId + 1 };
}
