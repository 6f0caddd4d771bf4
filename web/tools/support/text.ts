/** The text in one line, without space around it. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** The text, or its beginning with an ellipsis, in at most so many characters. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

/** The count with its noun, such as `1 call`, `2 calls`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Words of a query in lower case. */
export function wordsOf(query: string): readonly string[] {
  return query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** So many characters of the text around the first of the words, in one line, with ellipses where it was cut. */
export function excerpt(text: string, words: readonly string[], length: number): string {
  const line = oneLine(text);
  if (line.length <= length) return line;
  const lower = line.toLowerCase();
  const found = words.map((word) => lower.indexOf(word)).filter((index) => index >= 0);
  const around = Math.min(line.length, ...found) - Math.floor(length / 4);
  const start = Math.max(0, found.length === 0 ? 0 : Math.min(around, line.length - length));
  const piece = line.slice(start, start + length).trim();
  return `${start > 0 ? "…" : ""}${piece}${start + length < line.length ? "…" : ""}`;
}
