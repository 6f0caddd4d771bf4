import { isSetupComplete } from "../core/live/normalize.ts";

/** What the SDK wants to hear of its socket. */
export interface SdkSocketCallbacks {
  onopen(): void;
  onmessage(event: { readonly data: string }): void;
  onclose(event: unknown): void;
}

export interface LiveSocketEvents {
  /** Every server message, in the order of arrival, also those ahead of the accepted setup. */
  readonly onMessage: (message: unknown) => void;
  /** A frame that is no JSON. */
  readonly onMalformed: (cause: unknown) => void;
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
 * The WebSocket that the SDK connects through, in place of its own. The SDK's reads Blobs, which decode concurrently
 * and were measured to overtake one another; a bad frame becomes an unhandled rejection; and it is out of reach until
 * the setup is accepted. This one asks for array buffers before the first frame can come and decodes each frame as it
 * arrives, so messages keep their order. The SDK is shown only the acceptance of the setup, for which it waits.
 */
export class LiveSocket {
  readonly #url: string;
  readonly #sdk: SdkSocketCallbacks;
  readonly #events: LiveSocketEvents;
  readonly #decoder = new TextDecoder();
  #socket: WebSocket | undefined;
  #wasOpen = false;
  #done = false;
  #receivedAtMs = performance.now();

  constructor(url: string, sdk: SdkSocketCallbacks, events: LiveSocketEvents) {
    this.#url = url;
    this.#sdk = sdk;
    this.#events = events;
  }

  /** Opens the socket; called by the SDK. */
  connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#wasOpen = true;
      this.#sdk.onopen();
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => this.#receive(event.data);
    // An error event says nothing, and a close with a code always follows it: the SDK need not know.
    socket.onclose = (event) => {
      this.#sdk.onclose(event);
      this.#closed({ code: event.code, reason: event.reason, wasOpen: this.#wasOpen });
    };
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return !this.#done && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Closed by either side: nothing is reported any more. */
  get isDone(): boolean {
    return this.#done;
  }

  get wasOpen(): boolean {
    return this.#wasOpen;
  }

  /** What was sent and not yet taken by the network. */
  get queuedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** How long nothing came. */
  get quietMs(): number {
    return performance.now() - this.#receivedAtMs;
  }

  /** Sends a text frame; does nothing unless the socket is open. */
  send(text: string): void {
    if (this.isOpen) this.#socket?.send(text);
  }

  /** Closes from this side, at any time and more than once; nothing is reported any more. */
  close(): void {
    this.#done = true;
    this.#socket?.close(1000);
  }

  #receive(data: ArrayBuffer | string): void {
    if (this.#done) return;
    this.#receivedAtMs = performance.now();
    const text = typeof data === "string" ? data : this.#decoder.decode(data);
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      this.#events.onMalformed(error);
      return;
    }
    if (isSetupComplete(message)) this.#sdk.onmessage({ data: text });
    this.#events.onMessage(message);
  }

  #closed(close: SocketClose): void {
    if (this.#done) return;
    this.#done = true;
    this.#events.onClosed(close);
  }
}
