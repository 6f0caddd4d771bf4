import type { LogEntry, Turn } from "../call/log-entry.ts";
import type { Gap } from "../recording/track.ts";

/** How one answer came. */
export interface AnswerWait {
  /** Id of the agent's turn. */
  readonly turn: number;
  /** From the end of the person's turn to the first sound that came in, in ms. */
  readonly toAudioMs: number;
  /** The same to the first sound that was heard; undefined while it was not. */
  readonly toSoundMs: number | undefined;
}

/**
 * Whether a person can have waited for an answer all that time: not while the page was gone or no sound went through,
 * and what was answered off the record is not known later.
 */
export function isWait(gaps: readonly Gap[], fromMs: number, untilMs: number): boolean {
  return !gaps.some(
    (gap) =>
      gap.reason !== "storage-full" &&
      gap.fromMs < untilMs &&
      (gap.untilMs ?? Number.POSITIVE_INFINITY) > fromMs,
  );
}

/**
 * How each answer to the person came, oldest first; answers whose sound was not timed are left out.
 * @param gaps of the call: no wait reaches across one
 */
export function answerWaits(log: readonly LogEntry[], gaps: readonly Gap[]): readonly AnswerWait[] {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn");
  return turns.flatMap((turn, index) => {
    const askedAtMs = turns[index - 1]?.role === "user" ? turns[index - 1]?.endedAtMs : undefined;
    if (turn.role !== "agent" || turn.cameAtMs === undefined || askedAtMs === undefined) return [];
    if (!isWait(gaps, askedAtMs, turn.startedAtMs)) return [];
    const { soundedAtMs } = turn;
    return [
      {
        turn: turn.id,
        toAudioMs: Math.max(0, turn.cameAtMs - askedAtMs),
        toSoundMs: soundedAtMs === undefined ? undefined : Math.max(0, soundedAtMs - askedAtMs),
      },
    ];
  });
}
