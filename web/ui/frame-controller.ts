import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Longest step handed on: after a hidden tab the picture goes on, it does not catch up. */
const longestStepMs = 100;
/**
 * Rest after a frame: every other one is left out at 60 Hz. Voices move slowly enough, and the main thread has a
 * call to carry: painting all frames cost it 7 % of the time, this half.
 */
const pauseMs = 20;

/** Calls back in animation frames, about 30 a second, while its host is in the page and `active` says so. */
export class FrameController implements ReactiveController {
  readonly #active: () => boolean;
  readonly #onFrame: (elapsedMs: number) => void;
  #stop: (() => void) | undefined;
  #lastMs = 0;

  constructor(host: ReactiveControllerHost, active: () => boolean, onFrame: (elapsedMs: number) => void) {
    this.#active = active;
    this.#onFrame = onFrame;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#stop !== undefined || !this.#active()) return;
    this.#lastMs = performance.now();
    this.#request();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #request(): void {
    const request = requestAnimationFrame((nowMs) => this.#frame(nowMs));
    this.#stop = () => cancelAnimationFrame(request);
  }

  #frame(nowMs: number): void {
    this.#stop = undefined;
    if (!this.#active()) return;
    this.#onFrame(Math.min(longestStepMs, Math.max(0, nowMs - this.#lastMs)));
    this.#lastMs = nowMs;
    const timer = setTimeout(() => this.#request(), pauseMs);
    this.#stop = () => clearTimeout(timer);
  }
}
