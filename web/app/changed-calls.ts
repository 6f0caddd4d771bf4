import { StorageError } from "../core/errors.ts";

export interface ChangedCallsOptions {
  /** Takes in what has become of these calls. Never called twice at a time. */
  readonly refresh: (ids: readonly string[]) => Promise<void>;
  /** Told when that failed; the calls are taken in with the next change. */
  readonly onTrouble: (error: StorageError) => void;
}

/** Collects changes while earlier ones are taken in. */
export class ChangedCalls {
  readonly #options: ChangedCallsOptions;
  #waiting = new Set<string>();
  #isBusy = false;

  constructor(options: ChangedCallsOptions) {
    this.#options = options;
  }

  add(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.add(id);
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    let isFine = true;
    while (isFine && this.#waiting.size > 0) isFine = await this.#takeIn();
    this.#isBusy = false;
  }

  async #takeIn(): Promise<boolean> {
    const ids = [...this.#waiting];
    this.#waiting = new Set();
    try {
      await this.#options.refresh(ids);
      return true;
    } catch (cause) {
      for (const id of ids) this.#waiting.add(id);
      this.#options.onTrouble(
        cause instanceof StorageError ? cause : new StorageError("unavailable", { cause }),
      );
      return false;
    }
  }
}
