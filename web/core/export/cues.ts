import type { LogEntry, Turn } from "../call/log-entry.ts";
import { soundsAtMs } from "../recording/playhead.ts";
import { cueTexts } from "./cue-lines.ts";
import { said, speakerName, spokenTurns } from "./transcript.ts";

/** A stretch of a recording and what is said in it. */
export interface Cue {
  /** Whole ms from the beginning of the recording; no cue begins before the one in front of it has ended. */
  readonly fromMs: number;
  /** Behind `fromMs`, by `maxCueMs` at most. */
  readonly untilMs: number;
  readonly speaker: string;
  /** The first cue of its turn. */
  readonly isFirst: boolean;
  /** One or two, of at most 42 characters each. */
  readonly lines: readonly string[];
}

export interface CueOptions {
  /** Where the recording begins, in ms since the epoch. */
  readonly startedAtMs: number;
  readonly agentName: string;
  /** Put in front of each turn, where the format has no place for speakers. */
  readonly prefix?: (speaker: string) => string;
}

/** Longer nobody looks at a subtitle. */
export const maxCueMs = 7_000;
/** Shorter nobody can read one. */
const minCueMs = 500;
/** How long it takes to read or say a character aloud, where nothing else tells. */
const characterMs = 65;

/** What was heard in a call as cues in the order of time. */
export function cues(log: readonly LogEntry[], options: CueOptions): readonly Cue[] {
  return apart(spokenTurns(log).flatMap((turn) => cuesOf(turn, options)));
}

function cuesOf(turn: Turn, { startedAtMs, agentName, prefix = () => "" }: CueOptions): readonly Cue[] {
  const speaker = speakerName(turn, agentName);
  const { text } = said(turn);
  const fromMs = Math.max(0, soundsAtMs(turn) - startedAtMs);
  const lengthMs = turnMs(turn, text);
  let before = 0;
  return cueTexts(prefix(speaker) + text).map(({ lines, endShare }, index) => {
    const cue = {
      fromMs: fromMs + before * lengthMs,
      untilMs: fromMs + endShare * lengthMs,
      speaker,
      isFirst: index === 0,
      lines,
    };
    before = endShare;
    return cue;
  });
}

/** How long a turn was heard. */
function turnMs(turn: Turn, text: string): number {
  const soundMs = turn.role === "agent" ? (turn.heard?.audioMs ?? turn.audioMs) : 0;
  if (soundMs > 0) return soundMs;
  const spokenMs = turn.typed ? 0 : (turn.endedAtMs ?? turn.startedAtMs) - turn.startedAtMs;
  return spokenMs > 0 ? spokenMs : text.length * characterMs;
}

/** Cuts short what reaches into the next cue, and moves what would begin too early. */
function apart(cues: readonly Cue[]): readonly Cue[] {
  const sorted = cues.toSorted((one, other) => one.fromMs - other.fromMs);
  let endMs = 0;
  return sorted.map((cue, index) => {
    const fromMs = Math.max(Math.round(cue.fromMs), endMs);
    const nextMs = Math.round(sorted[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY);
    const wishMs = Math.min(Math.round(cue.untilMs), nextMs, fromMs + maxCueMs);
    endMs = Math.max(wishMs, fromMs + minCueMs);
    return { ...cue, fromMs, untilMs: endMs };
  });
}

/** `01:02:03` and the separator and the milliseconds, as subtitles write times. */
export function cueTime(ms: number, separator: "," | "."): string {
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60].map((part) => pad(part, 2)).join(":");
  return `${clock}${separator}${pad(ms % 1_000, 3)}`;
}
