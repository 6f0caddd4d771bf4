/** Characters of a line, and lines of a cue, that can be read while they stand: the usual rule of subtitling. */
export const lineCharacters = 42;
export const cueLines = 2;

/** A piece of a text that stands in one cue. */
export interface CueText {
  /** One or two. */
  readonly lines: readonly string[];
  /** Length of the whole text up to the end of this piece, 0–1 of all. */
  readonly endShare: number;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });

/**
 * Cuts a text into cues at sentences, then at words; a word that is longer than a line is cut too. Short sentences
 * share a cue. Characters nobody sees are left out.
 */
export function cueTexts(text: string): readonly CueText[] {
  const clean = text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .trim();
  const pieces = joinedShort([...sentences.segment(clean)].map(({ segment }) => segment.trim()));
  const cues = pieces.flatMap((piece) => grouped(wrapped(piece)));
  const total = cues.reduce((sum, lines) => sum + lengthOf(lines), 0);
  let before = 0;
  return cues.map((lines) => {
    before += lengthOf(lines);
    return { lines, endShare: before / total };
  });
}

/** Sentences that fit into one line together. */
function joinedShort(pieces: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const both = `${last} ${piece}`;
    if (last !== undefined && characters(both) <= lineCharacters) joined[joined.length - 1] = both;
    else joined.push(piece);
  }
  return joined;
}

function wrapped(piece: string): readonly string[] {
  const lines: string[] = [];
  for (const word of piece.split(" ").flatMap(cutWord)) {
    const line = lines.at(-1);
    const longer = `${line} ${word}`;
    if (line !== undefined && characters(longer) <= lineCharacters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line) => line !== "");
}

function cutWord(word: string): readonly string[] {
  if (characters(word) <= lineCharacters) return [word];
  const parts = [""];
  for (const { segment } of graphemes.segment(word)) {
    // What looks like one character may be any number of them.
    const units = characters(segment) > lineCharacters ? [...segment] : [segment];
    for (const unit of units) {
      const last = parts.at(-1) ?? "";
      if (characters(last + unit) > lineCharacters) parts.push(unit);
      else parts[parts.length - 1] = last + unit;
    }
  }
  return parts;
}

function grouped(lines: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (let at = 0; at < lines.length; at += cueLines) groups.push(lines.slice(at, at + cueLines));
  return groups;
}

const characters = (text: string) => [...text].length;
const lengthOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + characters(line), 0);
