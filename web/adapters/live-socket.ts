import { audioMessageLength } from "../core/live/audio-message.ts";
import type { LiveEvent } from "../core/live/messages.ts";
import type { SocketEvent } from "../core/live/socket-messages.ts";
import { videoMessageLength } from "../core/live/video-message.ts";
import type { SocketWorker } from "./socket-worker.ts";

/** What the SDK wants to hear of its socket. */
export interface SdkSocketCallbacks {
  onopen(): void;
  onmessage(event: { readonly data: string }): void;
  onclose(event: unknown): void;
}

export interface LiveSocketEvents {
  /** The service accepted the setup. */
  readonly onAccepted: () => void;
  /** What a server message says, in the order of arrival, also ahead of the accepted setup. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  /** A frame that is no JSON. */
  readonly onMalformed: () => void;
  /** Called once when the socket closes by itself; never after `close()`. */
  readonly onClosed: (close: SocketClose) => void;
}

export interface SocketClose {
  readonly code: number;
  /** The service's reason, at most 123 bytes. */
  readonly reason: string;
  /** False when the handshake never succeeded. */
  readonly wasOpen: boolean;
}

/**
 * The WebSocket that the SDK connects through, in place of its own, which may deliver frames out of order and works on
 * the main thread. This one is the page's end of a socket in a worker, where frames are read and the microphone's
 * chunks are worded. The SDK is shown only the acceptance of the setup, for which it waits.
 */
export class LiveSocket {
  readonly #worker: SocketWorker;
  readonly #url: string;
  readonly #sdk: SdkSocketCallbacks;
  readonly #events: LiveSocketEvents;
  #wasOpen = false;
  #done = false;
  /** Milliseconds since the epoch, on the clock of the worker; its opening counts as a frame. */
  #lastReceivedAtMs: number | undefined;
  #openedAtMs = 0;
  #roundTripMs: number | undefined;
  #givenBytes = 0;
  #leftBytes = 0;
  /** Frames that are not known to have left this device whole, and where they end in all that was given. */
  #frames: { readonly bytes: number; readonly endsAt: number }[] = [];

  /** @param worker one that is ready; it ends with the socket, so `connect()` or `close()` has to follow */
  constructor(worker: SocketWorker, url: string, sdk: SdkSocketCallbacks, events: LiveSocketEvents) {
    this.#worker = worker;
    this.#url = url;
    this.#sdk = sdk;
    this.#events = events;
  }

  /** Opens the socket; called by the SDK. */
  connect(): void {
    this.#worker.listen((event) => this.#take(event));
    this.#worker.tell({ type: "open", url: this.#url });
  }

  get isOpen(): boolean {
    return !this.#done && this.#wasOpen;
  }

  /** Closed by either side: nothing is reported any more. */
  get isDone(): boolean {
    return this.#done;
  }

  get wasOpen(): boolean {
    return this.#wasOpen;
  }

  /** How long nothing came, not even an empty frame, in ms; too much by half a second at worst. */
  get quietMs(): number {
    if (this.#lastReceivedAtMs === undefined) return 0;
    return Math.max(0, performance.timeOrigin + performance.now() - this.#lastReceivedAtMs);
  }

  /** From the open socket to the accepted setup, in ms. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /** Bytes that were sent and are not known to have left this device: a third of a second of sound too much at most. */
  get queuedBytes(): number {
    return Math.max(0, this.#givenBytes - this.#leftBytes - this.queuedFrameBytes);
  }

  /** The same of frames, which are not in the number above. */
  get queuedFrameBytes(): number {
    return this.#frames
      .map(({ bytes, endsAt }) => Math.min(bytes, endsAt - this.#leftBytes))
      .reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Sends a frame, JPEG, and takes its buffer; nothing unless the socket is open. */
  sendFrame(jpeg: ArrayBuffer): void {
    if (!this.isOpen) return;
    const bytes = videoMessageLength(jpeg.byteLength);
    this.#givenBytes += bytes;
    this.#frames.push({ bytes, endsAt: this.#givenBytes });
    this.#worker.tell({ type: "frame", jpeg }, [jpeg]);
  }

  /** Sends a text frame; does nothing unless the socket is open. */
  send(text: string): void {
    if (!this.isOpen) return;
    this.#givenBytes += text.length;
    this.#worker.tell({ type: "text", text });
  }

  /** Sends a chunk of the microphone, PCM s16le mono 16 kHz, and takes its buffer; nothing unless the socket is open. */
  sendAudio(pcm: ArrayBuffer): void {
    if (!this.isOpen) return;
    this.#givenBytes += audioMessageLength(pcm.byteLength);
    // So small a buffer is copied in less time than it is handed over.
    this.#worker.tell({ type: "audio", pcm });
  }

  /** Closes from this side, at any time and more than once; nothing is reported any more. */
  close(): void {
    if (this.#done) return;
    this.#done = true;
    this.#worker.tell({ type: "close" });
  }

  #take(event: SocketEvent): void {
    if (event.type === "closed") return this.#closed(event.code, event.reason);
    if (this.#done) return;
    switch (event.type) {
      case "ready":
        break;
      case "open":
        this.#wasOpen = true;
        this.#lastReceivedAtMs = event.atMs;
        this.#openedAtMs = performance.now();
        this.#sdk.onopen();
        break;
      case "accepted":
        this.#roundTripMs = performance.now() - this.#openedAtMs;
        this.#sdk.onmessage({ data: event.text });
        this.#events.onAccepted();
        break;
      case "heard":
        this.#lastReceivedAtMs = event.atMs;
        this.#events.onEvents(event.events);
        break;
      case "malformed":
        this.#events.onMalformed();
        break;
      case "pulse":
        this.#lastReceivedAtMs = event.receivedAtMs;
        this.#leftBytes = event.leftBytes;
        this.#frames = this.#frames.filter(({ endsAt }) => endsAt > event.leftBytes);
        break;
      default:
        event satisfies never;
    }
  }

  #closed(code: number, reason: string): void {
    this.#worker.end();
    this.#sdk.onclose({ code, reason });
    if (this.#done) return;
    this.#done = true;
    this.#events.onClosed({ code, reason, wasOpen: this.#wasOpen });
  }
}
