import type { LogEntry, Turn } from "../call/log-entry.ts";
import type { CallState } from "../call/state.ts";
import type { Gap } from "../recording/track.ts";

/** How long the text of each turn was when the person went off the record, by the turn's id. */
export type Cuts = ReadonlyMap<number, number>;

/** Before anybody went off the record. */
export const noCuts: Cuts = new Map();

/** Notes how far the turns were, in the step in which the person goes off the record. */
export function noteCuts(cuts: Cuts, before: CallState, state: CallState): Cuts {
  if (state.recording !== "paused" || before.recording === "paused") return cuts;
  const turns = onRecord(before.log, before.gaps, cuts).filter((entry) => entry.kind === "turn");
  return new Map(turns.map(({ id, text }) => [id, text.length]));
}

/**
 * What may be kept of a log: no turn and no tool call that began off the record, no turn that was still being said
 * when it first showed, and of those from before nothing that was added since. Entries that are kept as they are stay
 * the same objects.
 */
export function onRecord(
  log: readonly LogEntry[],
  gaps: readonly Gap[],
  cuts: Cuts = noCuts,
): readonly LogEntry[] {
  const off = gaps.filter(({ reason }) => reason === "off-record");
  if (off.length === 0) return log;
  return log.flatMap((entry) => {
    const kept = keptPart(entry, off, cuts.get(entry.id));
    return kept === undefined ? [] : [kept];
  });
}

function keptPart(entry: LogEntry, off: readonly Gap[], cut: number | undefined): LogEntry | undefined {
  if (entry.kind === "turn" && cut !== undefined) return cutTurn(entry, cut);
  const untilMs = entry.kind === "turn" ? (entry.endedAtMs ?? Number.POSITIVE_INFINITY) : entry.startedAtMs;
  return off.some((gap) => overlaps(gap, entry.startedAtMs, untilMs)) ? undefined : entry;
}

function overlaps(gap: Gap, fromMs: number, untilMs: number): boolean {
  return fromMs < (gap.untilMs ?? Number.POSITIVE_INFINITY) && untilMs >= gap.fromMs;
}

function cutTurn(turn: Turn, chars: number): Turn {
  if (turn.text.length <= chars) return turn;
  const { heard } = turn;
  return {
    ...turn,
    text: turn.text.slice(0, chars),
    marks: turn.marks.filter((mark) => mark.chars <= chars),
    heard: heard === undefined ? undefined : { ...heard, chars: Math.min(heard.chars, chars) },
  };
}
