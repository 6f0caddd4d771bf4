import type { ReactiveController, ReactiveControllerHost } from "lit";
import { dayStartMs, nextDayMs } from "./history-days.ts";

/** Draws its host anew when another day has begun: at midnight, or when the page is looked at again. */
export class DayController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #now: () => number;
  #drawnDayMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param now milliseconds since the epoch */
  constructor(host: ReactiveControllerHost, now: () => number) {
    this.#host = host;
    this.#now = now;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#look);
  }

  hostUpdate(): void {
    this.#drawnDayMs = dayStartMs(this.#now());
    this.#wait();
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#look);
    clearTimeout(this.#timer);
  }

  /** Timers stand still while the device sleeps, so both look at the clock. */
  readonly #look = (): void => {
    if (dayStartMs(this.#now()) === this.#drawnDayMs) this.#wait();
    else this.#host.requestUpdate();
  };

  #wait(): void {
    clearTimeout(this.#timer);
    const nowMs = this.#now();
    this.#timer = setTimeout(this.#look, nextDayMs(nowMs) - nowMs);
  }
}
