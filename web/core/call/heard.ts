import type { HeardPart, Turn } from "./log-entry.ts";

/**
 * How much of a turn's text was heard when the sound was cut after `heardMs`. Text runs ahead of the sound: a
 * fragment is spoken from where the sound stood when it came until where it stood when the next one came. The cut
 * falls back to the last whole word.
 */
export function heardPart(turn: Turn, heardMs: number): HeardPart {
  const audioMs = Math.min(Math.max(heardMs, 0), turn.audioMs);
  if (turn.audioMs === 0) return { audioMs, chars: 0 };
  if (audioMs >= turn.audioMs) return { audioMs, chars: turn.text.length };
  return { audioMs, chars: wordStart(turn.text, Math.floor(charsAt(turn, audioMs))) };
}

/** What the speaker is at: so much of this turn was heard. */
export interface Playhead {
  readonly turn: number;
  readonly heardMs: number;
}

/** Of text whose sound is still on its way: about 16 characters a second. */
const usualMsPerChar = 62;

/**
 * Length of the beginning of a turn's text that was heard by now, in whole words. While more of the turn may come, its
 * last fragment is taken to be spoken as fast as people speak: how long it takes is not known yet.
 */
export function heardChars(turn: Turn, heardMs: number): number {
  if (turn.heard !== undefined) return turn.heard.chars;
  if (turn.audioMs === 0) return turn.text.length;
  if (turn.status !== "open") return heardPart(turn, heardMs).chars;
  const last = fragmentStarts(turn).at(-2) ?? { audioMs: 0, chars: 0 };
  const audioMs = Math.max(turn.audioMs, last.audioMs + (turn.text.length - last.chars) * usualMsPerChar);
  return heardPart({ ...turn, audioMs }, Math.min(heardMs, turn.audioMs)).chars;
}

interface Point {
  readonly audioMs: number;
  readonly chars: number;
}

function charsAt(turn: Turn, audioMs: number): number {
  const points = fragmentStarts(turn);
  const next = points.findIndex((point) => point.audioMs > audioMs);
  const before = points[next - 1];
  const after = points[next];
  if (before === undefined || after === undefined) return 0;
  const share = (audioMs - before.audioMs) / (after.audioMs - before.audioMs);
  return before.chars + share * (after.chars - before.chars);
}

/** Where in the sound each fragment begins, closed by the end of both; fragments that came together count as one. */
function fragmentStarts(turn: Turn): readonly Point[] {
  const points: Point[] = [{ audioMs: 0, chars: 0 }];
  let chars = 0;
  for (const mark of turn.marks) {
    if (mark.audioMs > (points.at(-1)?.audioMs ?? 0)) points.push({ audioMs: mark.audioMs, chars });
    chars = mark.chars;
  }
  if (turn.audioMs > (points.at(-1)?.audioMs ?? 0))
    points.push({ audioMs: turn.audioMs, chars: turn.text.length });
  return points;
}

/** Some scripts do not part their words: there every character is one. */
const inWord = /[^\s\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

function wordStart(text: string, chars: number): number {
  const inside = inWord.test(text.charAt(chars)) && inWord.test(text.charAt(chars - 1));
  if (!inside) return chars;
  const start = text.slice(0, chars).search(/\S+$/u);
  return Math.max(start, 0);
}
