import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { History } from "../app/history-side.ts";
import { keptCallText } from "./storage-text.ts";

/** Carries what a person wants of calls to the history, and knows why the last wish came to nothing. */
export class HistoryWishes implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #history: () => History;
  #problem: string | undefined;

  constructor(host: ReactiveControllerHost, history: () => History) {
    this.#host = host;
    this.#history = history;
    host.addController(this);
  }

  hostConnected(): void {
    this.forget();
  }

  /** A sentence; undefined if nothing went wrong, or once it was read. */
  get problem(): string | undefined {
    return this.#problem;
  }

  forget(): void {
    this.#say(undefined);
  }

  rename(id: string, title: string): void {
    this.#attempt([this.#history().rename(id, title)]);
  }

  star(ids: readonly string[], isStarred: boolean): void {
    this.#attempt(ids.map((id) => this.#history().star(id, isStarred)));
  }

  #attempt(wishes: readonly Promise<void>[]): void {
    this.forget();
    Promise.all(wishes).catch((error: unknown) => this.#say(keptCallText(error)));
  }

  #say(problem: string | undefined): void {
    this.#problem = problem;
    this.#host.requestUpdate();
  }
}
