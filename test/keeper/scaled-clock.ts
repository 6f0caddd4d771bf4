import type { Clock } from "../../web/core/ports.ts";

/** Time that passes so many times as fast as it does. */
export class ScaledClock implements Clock {
  readonly #speed: number;
  readonly #startMs = performance.now();

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return (performance.now() - this.#startMs) * this.#speed;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs / this.#speed);
    return () => clearTimeout(timer);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(ms, resolve));
  }
}
