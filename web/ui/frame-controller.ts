import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Longest step handed on: after a hidden tab the picture goes on, it does not catch up. */
const longestStepMs = 100;

/** Calls back once per animation frame while its host is in the page and `active` says so. */
export class FrameController implements ReactiveController {
  readonly #active: () => boolean;
  readonly #onFrame: (elapsedMs: number) => void;
  #request: number | undefined;
  #lastMs = 0;

  constructor(host: ReactiveControllerHost, active: () => boolean, onFrame: (elapsedMs: number) => void) {
    this.#active = active;
    this.#onFrame = onFrame;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#request !== undefined || !this.#active()) return;
    this.#lastMs = performance.now();
    this.#request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
  }

  hostDisconnected(): void {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
    this.#request = undefined;
  }

  #frame(nowMs: number): void {
    this.#onFrame(Math.min(longestStepMs, Math.max(0, nowMs - this.#lastMs)));
    this.#lastMs = nowMs;
    this.#request = this.#active() ? requestAnimationFrame((next) => this.#frame(next)) : undefined;
  }
}
