import type { FunctionResponse, Session } from "@google/genai";
import type { ToolResponse } from "../core/live/messages.ts";
import type { LiveSession } from "../core/ports.ts";
import { encodeBase64 } from "./base64.ts";
import type { LiveSocket } from "./live-socket.ts";

/** An open session: the SDK words the messages, the socket carries them. */
export class GeminiSession implements LiveSession {
  readonly #sdk: Session;
  readonly #socket: LiveSocket;

  constructor(sdk: Session, socket: LiveSocket) {
    this.#sdk = sdk;
    this.#socket = socket;
  }

  /** Worded here: fifty times a second, the SDK's converters were a third of what a chunk costs the page. */
  sendAudio(pcm: ArrayBuffer): void {
    if (!this.#socket.isOpen) return;
    const data = encodeBase64(new Uint8Array(pcm));
    this.#socket.send(`{"realtimeInput":{"audio":{"data":"${data}","mimeType":"audio/pcm;rate=16000"}}}`);
  }

  endAudioStream(): void {
    this.#sdk.sendRealtimeInput({ audioStreamEnd: true });
  }

  startActivity(): void {
    this.#sdk.sendRealtimeInput({ activityStart: {} });
  }

  endActivity(): void {
    this.#sdk.sendRealtimeInput({ activityEnd: {} });
  }

  sendText(text: string): void {
    this.#sdk.sendRealtimeInput({ text });
  }

  respond(responses: readonly ToolResponse[]): void {
    if (responses.length === 0) return;
    // The SDK types `scheduling` as an enum, whose values are these very strings.
    this.#sdk.sendToolResponse({ functionResponses: [...responses] as FunctionResponse[] });
  }

  queuedBytes(): number {
    return this.#socket.queuedBytes;
  }

  quietMs(): number {
    return this.#socket.quietMs;
  }

  close(): void {
    this.#socket.close();
  }
}
