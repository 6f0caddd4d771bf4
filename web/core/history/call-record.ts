import { invariant, unreachable } from "../assert.ts";
import type { LogEntry, Turn } from "../call/log-entry.ts";
import type { CallState, Outcome } from "../call/state.ts";
import { isWait } from "../numbers/waits.ts";
import type { Gap } from "../recording/track.ts";
import { failureText } from "./failure-text.ts";
import type { CallEnd, CallRecord, SoundState } from "./record.ts";
import { beginning, oneLine, saidText, saidTurns } from "./said.ts";
import { finished, isRemoved } from "./sound-state.ts";

/** Characters of a title that is made from the first words. */
const titleLength = 60;

/** Characters of the first words. */
const wordsLength = 200;

/**
 * What is to be kept of a call as it stands, besides its turns: as if nobody had named or starred it.
 * @param log what of the call's log may be kept
 */
export function callRecord(state: CallState, log: readonly LogEntry[]): CallRecord {
  const { id, startedAtMs, phase, about } = state;
  invariant(startedAtMs !== undefined, "a call that is kept has begun");
  // In another tab it is not over.
  const ended = phase.name === "ended" && phase.outcome.type !== "elsewhere" ? phase : undefined;
  return {
    id,
    startedAtMs,
    endedAtMs: ended?.atMs,
    status: ended === undefined ? "running" : "ended",
    ...wordsOf(log, about.agent.name),
    isTitled: false,
    isStarred: false,
    notes: "",
    agent: about.agent,
    model: about.model,
    voice: about.voice,
    end: ended && callEnd(ended.outcome),
    context: state.context,
    usage: state.usage,
    latenciesMs: latencies(state.log, new Set(log), state.gaps),
    // Known where the sound has ended, in another tab before this one too.
    ...(phase.name === "ended" || state.underruns > 0 ? { underruns: state.underruns } : {}),
    sessions: state.sessions,
    tools: toolNames(log),
    notices: state.notices,
    sound: soundOf(state),
  };
}

/** A newer record of a call over what is stored of it: what the person or the recordings have set since stays. */
export function updatedRecord(stored: CallRecord, newer: CallRecord): CallRecord {
  const { isTitled, isStarred, notes, pictures } = stored;
  const title = isTitled ? stored.title : newer.title;
  const sound = updatedSound(stored.sound, newer.sound);
  return {
    ...newer,
    title,
    isTitled,
    isStarred,
    notes,
    sound,
    ...(pictures === undefined ? {} : { pictures }),
  };
}

function updatedSound(stored: SoundState, newer: SoundState): SoundState {
  if (isRemoved(stored)) return stored;
  if (stored.status === "mp3") return finished(newer);
  const isCounted = newer.status === "pieces" && stored.status === "pieces" && stored.tries !== undefined;
  return isCounted ? { ...newer, tries: stored.tries } : newer;
}

/** First words and the title made from them; a call without a word is named after the agent. */
export function wordsOf(
  log: readonly LogEntry[],
  agentName: string,
): Pick<CallRecord, "firstWords" | "title"> {
  const turns = saidTurns(log);
  const first = turns.find(({ role }) => role === "user") ?? turns[0];
  const firstWords = first === undefined ? "" : beginning(oneLine(saidText(first)), wordsLength);
  return { firstWords, title: automaticTitle(firstWords, agentName) };
}

/** The title of a call that the person has not named. */
export function automaticTitle(firstWords: string, agentName: string): string {
  if (firstWords === "") return agentName === "" ? "Call" : `Call with ${agentName}`;
  return beginning(firstWords, titleLength);
}

/** Names of the tools that were called, with repetition. */
export function toolNames(log: readonly LogEntry[]): readonly string[] {
  return log.flatMap((entry) => (entry.kind === "tool-call" ? [entry.call.name] : []));
}

/**
 * From the end of each turn of the person to the beginning of the answer, in ms.
 * @param kept only answers are counted of which both turns are among these; whole turns, in any case
 * @param gaps no wait reaches across one
 */
export function latencies(
  log: readonly LogEntry[],
  kept: ReadonlySet<LogEntry>,
  gaps: readonly Gap[],
): readonly number[] {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn");
  return turns.flatMap((turn, index) => {
    const before = turns[index - 1];
    if (turn.role !== "agent" || before?.role !== "user" || before.endedAtMs === undefined) return [];
    if (!kept.has(turn) || !kept.has(before)) return [];
    if (!isWait(gaps, before.endedAtMs, turn.startedAtMs)) return [];
    return [Math.max(0, turn.startedAtMs - before.endedAtMs)];
  });
}

/** A piece of sound is about this long: a microphone that was open for less has recorded nothing. */
const pieceMs = 1_000;

/**
 * Whether a call that is over is worth a place in the history: it was live, or something was said in it or recorded.
 * @param openedAtMs when the microphone was open and recorded first; undefined if it never was
 */
export function isWorthKeeping(state: CallState, openedAtMs: number | undefined): boolean {
  const { phase, sessions, log } = state;
  const isRecorded = phase.name === "ended" && openedAtMs !== undefined && phase.atMs - openedAtMs >= pieceMs;
  return sessions > 0 || log.length > 0 || isRecorded;
}

function soundOf({ recording, gaps }: CallState): SoundState {
  return recording === "off" ? { status: "none", isRemoved: false } : { status: "pieces", gaps };
}

function callEnd(outcome: Outcome): CallEnd | undefined {
  switch (outcome.type) {
    case "hung-up":
      return outcome;
    case "agent-hung-up":
      return outcome;
    case "elsewhere":
      return undefined;
    case "failed":
      return { type: "failed", message: failureText(outcome.error) };
    default:
      return unreachable(outcome);
  }
}
