/**
 * Marks that people leave out when they search: accents, Arabic and Hebrew vowel points, joiners. Not those that are
 * letters of their own, as the vowels of Indic scripts and the voicing of kana.
 */
const accents = /(?![\u3099\u309a])\p{Script=Inherited}|(?=\p{M})[\u0591-\u05c7]/gu;

/** A character with the marks on it; two half-width marks of kana are no marks to Unicode. */
const characters = /[^\p{M}\uff9e\uff9f][\p{M}\uff9e\uff9f]*|[\p{M}\uff9e\uff9f]+/gu;

/** A text as it is compared: without case, accents and typographic forms. No character depends on its neighbours. */
export function fold(text: string): string {
  const plain = text.normalize("NFKD").replace(accents, "");
  // Through upper case, as ß and SS are the same; the two small sigmas are too.
  return plain.toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

/** The words of a query, folded, each once. */
export function foldedWords(query: string): readonly string[] {
  return [...new Set(fold(query).split(/\s+/).filter(Boolean))];
}

/** Part of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where words stand in a text, in order, as whole characters of the unfolded text; what overlaps or touches is one.
 * @param words folded
 */
export function findWords(text: string, words: readonly string[]): readonly Span[] {
  const { folded, spans } = foldWithSpans(text);
  const hits = words.flatMap((word) =>
    occurrences(folded, word).flatMap((at) => {
      const first = spans[at];
      const last = spans[at + word.length - 1];
      return first === undefined || last === undefined ? [] : [{ start: first.start, end: last.end }];
    }),
  );
  return joined(hits);
}

/** The folded text, and of each of its units the character that it comes from. */
function foldWithSpans(text: string): { readonly folded: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  let folded = "";
  for (const { 0: character, index: start } of text.matchAll(characters)) {
    const part = fold(character);
    const span = { start, end: start + character.length };
    for (let unit = 0; unit < part.length; unit++) spans.push(span);
    folded += part;
  }
  return { folded, spans };
}

function occurrences(text: string, word: string): readonly number[] {
  const found: number[] = [];
  if (word === "") return found;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
}

function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else result.splice(-1, 1, { start: last.start, end: Math.max(last.end, span.end) });
  }
  return result;
}
