import type { SocketPulse } from "./socket-messages.ts";

/** Fewer bytes than this come and go with every chunk of the microphone: about 100 ms of it. */
const materialBytes = 4_096;

/** Decides when the page is told how the line is: only of what it does not know, and only what matters. */
export class LinePulse {
  #receivedAtMs = 0;
  #toldReceivedAtMs = 0;
  #toldQueuedBytes = 0;

  /** A frame came. */
  received(atMs: number): void {
    this.#receivedAtMs = atMs;
  }

  /** The page was told so in other words. */
  told(atMs: number): void {
    this.#toldReceivedAtMs = atMs;
  }

  /** What the page is to be told now; undefined when it knows. */
  beat(bufferedBytes: number): SocketPulse | undefined {
    const queuedBytes = bufferedBytes < materialBytes ? 0 : bufferedBytes;
    const isQueueNews =
      queuedBytes === 0
        ? this.#toldQueuedBytes > 0
        : Math.abs(queuedBytes - this.#toldQueuedBytes) >= materialBytes;
    if (!isQueueNews && this.#receivedAtMs === this.#toldReceivedAtMs) return undefined;
    this.#toldReceivedAtMs = this.#receivedAtMs;
    this.#toldQueuedBytes = queuedBytes;
    return { type: "pulse", receivedAtMs: this.#receivedAtMs, queuedBytes };
  }
}
