import type { SocketPulse } from "./socket-messages.ts";

/** So much is told at once, about 250 ms of the microphone: the page gives no more while it thinks that much waits. */
const materialBytes = 12_000;
/** Anything else that is new, together. */
const periodMs = 500;

/** Decides when the page is told how the line is: only of what it does not know, and no more often than it matters. */
export class LinePulse {
  #receivedAtMs = 0;
  #toldReceivedAtMs = 0;
  #toldLeftBytes = 0;
  #toldAtMs = 0;

  /** When the last frame came; 0 before the first. */
  get receivedAtMs(): number {
    return this.#receivedAtMs;
  }

  /** A frame came. */
  received(atMs: number): void {
    this.#receivedAtMs = atMs;
  }

  /** The page was told so in other words. */
  told(atMs: number): void {
    this.#toldReceivedAtMs = atMs;
  }

  /** What the page is to be told now; undefined when it knows, or has time. Ask about 20 times a second. */
  beat(atMs: number, leftBytes: number): SocketPulse | undefined {
    const isNews = this.#receivedAtMs !== this.#toldReceivedAtMs || leftBytes !== this.#toldLeftBytes;
    const isDue = atMs - this.#toldAtMs >= periodMs || leftBytes - this.#toldLeftBytes >= materialBytes;
    if (!isNews || !isDue) return undefined;
    this.#toldReceivedAtMs = this.#receivedAtMs;
    this.#toldLeftBytes = leftBytes;
    this.#toldAtMs = atMs;
    return { type: "pulse", receivedAtMs: this.#receivedAtMs, leftBytes };
  }
}
