import type { LiveEvent } from "./messages.ts";

/** Page → the worker that holds the Live socket. A worker has one socket in its life. */
export type SocketCommand =
  /** Connects; said once, before anything else. */
  | { readonly type: "open"; readonly url: string }
  /** One message, as it stands. */
  | { readonly type: "text"; readonly text: string }
  /** A chunk of the microphone, PCM s16le mono 16 kHz. */
  | { readonly type: "audio"; readonly pcm: ArrayBuffer }
  /** A frame, JPEG. Transferred: the worker owns it. */
  | { readonly type: "frame"; readonly jpeg: ArrayBuffer }
  /** Closes with 1000; `closed` follows within a few seconds, whatever the other side does. */
  | { readonly type: "close" };

/** The worker that holds the Live socket → page, in the order things happened. */
export type SocketEvent =
  /** The worker's code is there: comes first, and unasked. */
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly atMs: number }
  /** The setup was accepted, in these words. */
  | { readonly type: "accepted"; readonly text: string }
  /**
   * What messages say, the last of which came then: one, or some that came far ahead of the ear. Sound is transferred:
   * the page owns it.
   */
  | { readonly type: "heard"; readonly events: readonly LiveEvent[]; readonly atMs: number }
  /** A frame that is no JSON; skipped. */
  | { readonly type: "malformed" }
  | SocketPulse
  /** The last word: by either side, or since the handshake failed (1006). */
  | { readonly type: "closed"; readonly code: number; readonly reason: string };

/** How the line is. Times are milliseconds since the epoch, from a clock that does not go backwards. */
export interface SocketPulse {
  readonly type: "pulse";
  /** When the last frame came, also one that said nothing. */
  readonly receivedAtMs: number;
  /** How much of what the page gave has left this device, since the beginning. */
  readonly leftBytes: number;
}
