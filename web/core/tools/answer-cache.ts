/** What the cache holds at most: answers, and characters of all of them together. */
const limits = { answers: 32, characters: 2 * 1024 * 1024 };

interface Kept<Answer> {
  readonly answer: Answer;
  readonly untilMs: number;
}

/** Answers that may be used again for a while. When there are too many, the oldest go first. */
export class AnswerCache<Answer extends { readonly text: string }> {
  readonly #kept = new Map<string, Kept<Answer>>();
  #characters = 0;

  get(key: string, nowMs: number): Answer | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || kept.untilMs > nowMs) return kept?.answer;
    this.#drop(key);
    return undefined;
  }

  put(key: string, answer: Answer, untilMs: number): void {
    this.#drop(key);
    this.#kept.set(key, { answer, untilMs });
    this.#characters += answer.text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= limits.answers && this.#characters <= limits.characters) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#kept.get(key)?.answer.text.length ?? 0;
    this.#kept.delete(key);
  }
}
