/**
 * Marks a sentence of core that people read, so that the check of the translations finds it. It stays English here:
 * whoever shows it looks it up with `msg`.
 */
export function toTranslate(sentence: string): string {
  return sentence;
}
