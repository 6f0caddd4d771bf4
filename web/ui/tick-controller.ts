import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Calls back every `periodMs` or a little more, while its host is in the page and `active` says so, and once more after:
 * the last second of a countdown has to be shown, too.
 */
export class TickController implements ReactiveController {
  readonly #periodMs: number;
  readonly #active: () => boolean;
  readonly #onTick: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, periodMs: number, active: () => boolean, onTick: () => void) {
    this.#periodMs = periodMs;
    this.#active = active;
    this.#onTick = onTick;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#schedule();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer !== undefined || !this.#active()) return;
    this.#timer = setTimeout(() => this.#tick(), this.#periodMs);
  }

  #tick(): void {
    this.#timer = undefined;
    this.#onTick();
    this.#schedule();
  }
}

/** Elapsed and remaining times show seconds. */
export const secondMs = 1000;

/**
 * Levels are shown about 30 times a second, as voices move. A timer and not an animation frame: with nothing to
 * change in the page, the frame alone was measured to keep the main thread busy for 2 % of the time.
 */
export const levelPeriodMs = 33;
