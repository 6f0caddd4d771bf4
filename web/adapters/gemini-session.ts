import type { FunctionResponse, Session } from "@google/genai";
import type { ToolResponse } from "../core/live/messages.ts";
import type { TokenResponse } from "../core/live/token-contract.ts";
import type { LiveSession } from "../core/ports.ts";
import type { LiveSocket } from "./live-socket.ts";

/** An open session: the SDK words the messages, the socket carries them, and words the microphone's itself. */
export class GeminiSession implements LiveSession {
  readonly model: string;
  readonly isFree: boolean;
  readonly #sdk: Session;
  readonly #socket: LiveSocket;

  constructor({ model, mode }: Pick<TokenResponse, "model" | "mode">, sdk: Session, socket: LiveSocket) {
    this.model = model;
    this.isFree = mode === "demo";
    this.#sdk = sdk;
    this.#socket = socket;
  }

  sendAudio(pcm: ArrayBuffer): void {
    this.#socket.sendAudio(pcm);
  }

  sendFrame(jpeg: ArrayBuffer): void {
    this.#socket.sendFrame(jpeg);
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

  queuedFrameBytes(): number {
    return this.#socket.queuedFrameBytes;
  }

  quietMs(): number {
    return this.#socket.quietMs;
  }

  roundTripMs(): number | undefined {
    return this.#socket.roundTripMs;
  }

  close(): void {
    this.#socket.close();
  }
}
