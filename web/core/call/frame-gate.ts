import type { LiveSession } from "../ports.ts";

/** A frame begins small and may grow while the network takes them easily. */
const firstBytes = 30_000;
const leastBytes = 12_000;
const mostBytes = 100_000;
const growth = 1.25;
const shrinking = 0.5;

/** More sound than this in the socket, about 350 ms of it: the network has enough to do. What is queued is known in steps. */
const pressureBytes = 16_000;

/**
 * Keeps frames from standing in the way of the voice: one at a time is on its way, none while sound waits, and each so
 * small that the network takes it within a second. A frame that is not sent is gone: the next one is newer.
 */
export class FrameGate {
  #limitBytes = firstBytes;

  /** How large the next frame may be. */
  get limitBytes(): number {
    return this.#limitBytes;
  }

  /** Sends a frame, JPEG, or leaves it out. Takes the buffer if it is sent. @returns whether it was sent */
  send(session: LiveSession | undefined, jpeg: ArrayBuffer): boolean {
    if (session === undefined) return false;
    if (session.queuedFrameBytes() > 0 || session.queuedBytes() > pressureBytes) {
      this.#limitBytes = Math.max(leastBytes, this.#limitBytes * shrinking);
      return false;
    }
    if (jpeg.byteLength > this.#limitBytes * growth) return false;
    session.sendFrame(jpeg);
    this.#limitBytes = Math.min(mostBytes, this.#limitBytes * growth);
    return true;
  }
}
