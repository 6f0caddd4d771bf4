import { isAbort } from "../errors.ts";
import type { FrameSource, FrameStream, LiveSession, VideoFrameData } from "../ports.ts";
import { FrameGate } from "./frame-gate.ts";
import type { ShareSource, ShareTrouble } from "./share.ts";

export interface SharingEvents {
  readonly onOpened: () => void;
  /** A frame was sent. It is still shown here: its buffer must not change. */
  readonly onSent: (frame: VideoFrameData) => void;
  /** It has stopped by itself or never began; the sharing is closed then. Never called after `close()`. */
  readonly onEnded: (trouble: ShareTrouble | undefined) => void;
}

/** What the agent is shown in a call: frames from a device to whichever session is open. Without one they are dropped. */
export class Sharing {
  readonly #source: ShareSource;
  readonly #events: SharingEvents;
  readonly #session: () => LiveSession | undefined;
  readonly #gate = new FrameGate();
  readonly #closing = new AbortController();
  #stream: FrameStream | undefined;
  #newest: VideoFrameData | undefined;
  /** The next frame is the photo. */
  #isWanted: boolean;

  constructor(source: ShareSource, session: () => LiveSession | undefined, events: SharingEvents) {
    this.#source = source;
    this.#session = session;
    this.#events = events;
    this.#isWanted = source !== "photo";
  }

  /** The newest frame, whether or not it was sent. */
  get newest(): VideoFrameData | undefined {
    return this.#newest;
  }

  /** Opens the device. Call it synchronously from a click: a screen needs the gesture. */
  open(frames: FrameSource | undefined): void {
    if (frames === undefined) return this.#end("unavailable");
    const { signal } = this.#closing;
    const source = this.#source === "screen" ? "screen" : "camera";
    frames
      .open(
        source,
        {
          limitBytes: () => this.#gate.limitBytes,
          onFrame: (frame) => this.#onFrame(frame),
          onEnded: () => this.#end(undefined),
        },
        signal,
      )
      .then(
        (stream) => {
          if (signal.aborted) return stream.close();
          this.#stream = stream;
          this.#events.onOpened();
        },
        (error: unknown) => {
          if (!isAbort(error)) this.#end(isDenied(error) ? "denied" : "unavailable");
        },
      );
  }

  /** Sends the next frame; of a photo, that is the one. */
  takePhoto(): void {
    this.#isWanted = true;
  }

  /** Changes between the cameras at the front and at the back. */
  flip(): void {
    void this.#stream?.flip();
  }

  /** Lets go of the device. */
  close(): void {
    this.#closing.abort();
    this.#stream?.close();
    this.#stream = undefined;
  }

  #onFrame(frame: VideoFrameData): void {
    if (this.#closing.signal.aborted) return;
    this.#newest = frame;
    if (!this.#isWanted) return;
    // The session takes the buffer; here it is still to be seen.
    const sent = this.#gate.send(this.#session(), frame.jpeg.slice(0));
    if (sent) this.#events.onSent(frame);
    if (sent && this.#source === "photo") this.#end(undefined);
  }

  #end(trouble: ShareTrouble | undefined): void {
    if (this.#closing.signal.aborted) return;
    this.close();
    this.#events.onEnded(trouble);
  }
}

/** The person, or the system, has not allowed it; to close the browser's choice of screens counts as that. */
function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === "NotAllowedError";
}
