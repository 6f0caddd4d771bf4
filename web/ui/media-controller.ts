import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Answers a media query and renders its host again when the answer changes. */
export class MediaController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #query: MediaQueryList;
  readonly #onChange = () => this.#host.requestUpdate();

  constructor(host: ReactiveControllerHost, query: string) {
    this.#host = host;
    this.#query = matchMedia(query);
    host.addController(this);
  }

  get matches(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    this.#query.addEventListener("change", this.#onChange);
  }

  hostDisconnected(): void {
    this.#query.removeEventListener("change", this.#onChange);
  }
}
