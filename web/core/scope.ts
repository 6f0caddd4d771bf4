/**
 * The lifetime of what was opened together. Disposing closes everything in reverse order, once; what is added later
 * is closed at once, so that nothing that finishes opening after the end stays open.
 */
export class Scope {
  readonly #controller = new AbortController();
  readonly #disposers: (() => void)[] = [];

  /** Aborts when the scope is disposed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Registers what closes a thing. */
  add(dispose: () => void): void {
    if (this.signal.aborted) dispose();
    else this.#disposers.push(dispose);
  }

  /** Closes everything. One that throws does not keep the others from closing; the first error is thrown at the end. */
  dispose(): void {
    if (this.signal.aborted) return;
    this.#controller.abort();
    const errors: unknown[] = [];
    for (const dispose of this.#disposers.reverse()) {
      try {
        dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
