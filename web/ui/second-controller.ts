import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Renders its host about once a second while `active` says so; for elapsed and remaining times. */
export class SecondController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #active: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, active: () => boolean) {
    this.#host = host;
    this.#active = active;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#timer !== undefined || !this.#active()) return;
    this.#timer = setTimeout(() => this.#tick(), 1000);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    this.#host.requestUpdate();
  }
}
