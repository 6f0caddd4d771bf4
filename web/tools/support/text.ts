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
