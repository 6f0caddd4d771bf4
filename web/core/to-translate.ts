/**
 * Marks a sentence of core that people read, so that the check of the translations finds it. It stays English here:
 * whoever shows it looks it up with `msg`.
 */
export function toTranslate(sentence: string): string {
  return sentence;
}

/** A sentence of core with values in it: where `{0}` stands the first, where `{1}` the second, in this order. */
export interface Words {
  /** In English, marked with `toTranslate`. */
  readonly source: string;
  readonly values: readonly string[];
}

/** The sentence in English. */
export function inEnglish({ source, values }: Words): string {
  return source.replace(/\{(\d+)\}/g, (mark, index) => values[Number(index)] ?? mark);
}
