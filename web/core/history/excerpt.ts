import { findWords, type Span } from "./fold.ts";

export interface Excerpt {
  /** One line. */
  readonly excerpt: string;
  /** Where the words stand in it. */
  readonly hits: readonly Span[];
}

/** As much as two lines of a phone hold. */
const mostChars = 120;
const charsBefore = 32;

/**
 * A line around the first hit in a text; its beginning if there is none.
 * @param words folded
 */
export function excerptOf(text: string, words: readonly string[]): Excerpt {
  const line = text.replace(/\s+/g, " ").trim();
  const hits = findWords(line, words);
  const { start, end } = windowOf(line, hits[0]);
  const before = start > 0 ? "…" : "";
  const after = end < line.length ? "…" : "";
  const shift = before.length - start;
  return {
    excerpt: before + line.slice(start, end) + after,
    hits: hits
      .filter((hit) => hit.start >= start && hit.start < end)
      .map((hit) => ({ start: hit.start + shift, end: Math.min(hit.end, end) + shift })),
  };
}

/** What is shown of a line: it begins and ends between words where one ends nearby, and never within a character. */
function windowOf(line: string, hit: Span | undefined): Span {
  const wished = Math.max(0, (hit?.start ?? 0) - charsBefore);
  if (line.length <= mostChars) return { start: 0, end: line.length };
  const start = wished === 0 ? 0 : afterSpace(line, wished, hit?.start ?? 0);
  const most = Math.min(line.length, start + mostChars);
  if (most === line.length) return { start, end: most };
  const space = line.lastIndexOf(" ", most);
  const isNear = space > Math.max(most - charsBefore, hit?.end ?? 0);
  return { start, end: isNear ? space : characterStart(line, most) };
}

/** The beginning of the first word between two places, or of a character where there is no space, as in Chinese. */
function afterSpace(line: string, from: number, until: number): number {
  const space = line.indexOf(" ", from);
  return space >= 0 && space < until ? space + 1 : characterStart(line, from);
}

/** The start of the character at a place: no half of a pair, no mark without its letter. */
function characterStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && /^(?:[\p{M}\udc00-\udfff]|\u200d)/u.test(line.slice(start))) start--;
  return start;
}
