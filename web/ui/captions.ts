import { heardChars, type Playhead } from "../core/call/heard.ts";
import type { Turn } from "../core/call/log-entry.ts";
import type { CallState } from "../core/call/state.ts";

/** What is read of a call in large type. */
export interface Caption {
  readonly turn: Turn;
  /** Length of the beginning of the turn's text that was heard. */
  readonly heard: number;
  /** The rest will never be heard. */
  readonly isCut: boolean;
  /** What the person said before it; undefined when it is the person's own. */
  readonly question: Turn | undefined;
}

/** The newest words of a call, as far as they are heard. */
export function captionOf(log: CallState["log"], playhead: Playhead | undefined): Caption | undefined {
  const turns = log.filter((entry): entry is Turn => entry.kind === "turn" && entry.text.trim() !== "");
  const turn = turns.at(-1);
  if (turn === undefined) return undefined;
  const rest = { isCut: turn.status === "interrupted" && turn.heard !== undefined };
  if (turn.role === "user") return { turn, heard: turn.text.length, question: undefined, ...rest };
  const question = turns.findLast(({ role }) => role === "user");
  return { turn, heard: heardOf(turn, playhead), question, ...rest };
}

function heardOf(turn: Turn, playhead: Playhead | undefined): number {
  if (playhead?.turn === turn.id) return heardChars(turn, playhead.heardMs);
  // The speaker is still at a turn before, or already at one after: then this one was heard to its end.
  return playhead !== undefined && playhead.turn > turn.id ? turn.text.length : heardChars(turn, 0);
}
