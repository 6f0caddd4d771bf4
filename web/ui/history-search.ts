import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { History } from "../app/history-side.ts";
import type { CallMatch } from "../core/history/search.ts";

/** Short enough to feel at once, long enough that a fast typist searches whole words. */
const pauseMs = 80;

/** Searches while a person types: the newest query wins, and what was found stays until something else is. */
export class SearchController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #history: () => History;
  #query = "";
  #matches: readonly CallMatch[] | undefined;
  #answered = "";
  #error: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to any but the newest question are dropped. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, history: () => History) {
    this.#host = host;
    this.#history = history;
    host.addController(this);
  }

  /** What is searched, as typed. */
  get query(): string {
    return this.#query;
  }

  /** What was found last; undefined when nothing is searched. */
  get matches(): readonly CallMatch[] | undefined {
    return this.#matches;
  }

  /** What that is an answer to: the query before, while the newest is being looked for. */
  get answered(): string {
    return this.#answered;
  }

  /** Why the newest search failed; undefined if it did not. */
  get error(): unknown {
    return this.#error;
  }

  hostDisconnected(): void {
    this.#stop();
  }

  search(query: string): void {
    this.#query = query;
    this.#stop();
    if (query.trim() === "") this.#answer(undefined, query);
    else this.again();
    this.#host.requestUpdate();
  }

  /** The calls have changed, or the last search failed: looks again, if anything is searched. */
  again(): void {
    if (this.#query.trim() !== "") this.#timer ??= setTimeout(() => void this.#ask(), pauseMs);
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    this.#asked += 1;
    const asked = this.#asked;
    const query = this.#query;
    try {
      const matches = await this.#history().search(query);
      if (asked === this.#asked) this.#answer(matches, query);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#error = error;
      this.#host.requestUpdate();
    }
  }

  #answer(matches: readonly CallMatch[] | undefined, query: string): void {
    this.#matches = matches;
    this.#answered = query;
    this.#error = undefined;
    this.#host.requestUpdate();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked += 1;
  }
}
