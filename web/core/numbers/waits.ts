import type { LogEntry, Turn } from "../call/log-entry.ts";

/** How one answer came. */
export interface AnswerWait {
  /** Id of the agent's turn. */
  readonly turn: number;
  /** From the end of the person's turn to the first sound that came in, in ms. */
  readonly toAudioMs: number;
  /** The same to the first sound that was heard; undefined while it was not. */
  readonly toSoundMs: number | undefined;
}

/** How each answer to the person came, oldest first; answers whose sound was not timed are left out. */
export function answerWaits(log: readonly LogEntry[]): readonly AnswerWait[] {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn");
  return turns.flatMap((turn, index) => {
    const askedAtMs = turns[index - 1]?.role === "user" ? turns[index - 1]?.endedAtMs : undefined;
    if (turn.role !== "agent" || turn.cameAtMs === undefined || askedAtMs === undefined) return [];
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
