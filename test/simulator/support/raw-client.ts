import { vi } from "vitest";
import { WebSocket } from "ws";

// The first sentence costs up to a second of computing on a busy machine, in each test file.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** A JSON message, opened up as far as the tests look. */
export interface WireMessage {
  readonly setupComplete?: object;
  readonly serverContent?: {
    readonly modelTurn?: {
      readonly parts: readonly { readonly inlineData?: { mimeType: string; data: string } }[];
    };
    readonly outputTranscription?: { readonly text: string };
    readonly inputTranscription?: { readonly text: string };
    readonly generationComplete?: boolean;
    readonly turnComplete?: boolean;
    readonly interrupted?: boolean;
    readonly interactionStatus?: string;
  };
  readonly toolCall?: {
    readonly functionCalls: readonly { name: string; args: Record<string, unknown>; id: string }[];
  };
  readonly toolCallCancellation?: { readonly ids: readonly string[] };
  readonly sessionResumptionUpdate?: { readonly newHandle?: string; readonly resumable?: boolean };
  readonly usageMetadata?: { readonly totalTokenCount: number; readonly responseTokenCount: number };
  readonly goAway?: { readonly timeLeft?: string };
}

/** A frame as it came. */
export interface Frame {
  readonly binary: boolean;
  readonly text: string;
  readonly atMs: number;
}

/** A client that speaks the wire protocol by hand. */
export class RawClient {
  readonly frames: Frame[] = [];
  readonly messages: WireMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #socket: WebSocket;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, binary) => {
      const text = String(data);
      this.frames.push({ binary, text, atMs: performance.now() });
      try {
        this.messages.push(JSON.parse(text));
      } catch {
        // Malformed frames are looked at through `frames`.
      }
      this.#changed();
    });
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#changed();
    });
    socket.on("error", () => {});
  }

  /** Connects to `url`, an http URL of the socket's path and query. */
  static async open(url: string): Promise<RawClient> {
    const socket = new WebSocket(url.replace(/^http/, "ws"));
    const client = new RawClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    return client;
  }

  /** Connects with the demo key and sends a setup; resolves when it is complete (or the socket closed). */
  static async setUp(url: string, setup: object = {}): Promise<RawClient> {
    const client = await RawClient.open(`${url}${socketPath()}?key=demo-key`);
    client.send({ setup: { ...basicSetup, ...setup } });
    await client.until(
      () => client.messages.some((message) => message.setupComplete) || client.closed !== undefined,
    );
    return client;
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  text(text: string): void {
    this.send({ realtimeInput: { text } });
  }

  /** Sends PCM s16 in chunks of 20 ms, as fast as it goes. */
  audio(samples: Int16Array, rateHz = 16_000): void {
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    const step = (rateHz / 50) * 2;
    for (let at = 0; at < bytes.length; at += step) {
      const data = bytes.subarray(at, at + step).toString("base64");
      this.send({ realtimeInput: { audio: { data, mimeType: `audio/pcm;rate=${rateHz}` } } });
    }
  }

  respond(id: string, name: string, response: object, extra: object = {}): void {
    this.send({ toolResponse: { functionResponses: [{ id, name, response, ...extra }] } });
  }

  /** Waits until the condition holds; it is looked at after each frame and at the close. */
  until(condition: () => boolean, what: string = String(condition)): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`Waited in vain for ${what}; the last messages: ${JSON.stringify(this.tail())}`));
      }, 20_000);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  /** Waits for the n-th message (from 1) that fits, and returns it. */
  async next(fits: (message: WireMessage) => unknown, count = 1): Promise<WireMessage> {
    const found = () => this.messages.filter((message) => fits(message));
    await this.until(() => found().length >= count, `message ${count} with ${fits}`);
    const message = found()[count - 1];
    if (message === undefined) throw new Error("unreachable");
    return message;
  }

  turnComplete(count = 1): Promise<WireMessage> {
    return this.next((message) => message.serverContent?.turnComplete, count);
  }

  async toolCall(count = 1) {
    const message = await this.next(({ toolCall }) => toolCall, count);
    return message.toolCall?.functionCalls ?? [];
  }

  /** What was said, as far as it was transcribed. */
  get said(): string {
    return this.messages.map(({ serverContent }) => serverContent?.outputTranscription?.text ?? "").join("");
  }

  /** The audio of the agent so far. */
  get pcm(): Buffer {
    return Buffer.concat(this.parts().map(({ data }) => Buffer.from(data, "base64")));
  }

  parts(): readonly { mimeType: string; data: string }[] {
    return this.messages
      .flatMap(({ serverContent }) => serverContent?.modelTurn?.parts ?? [])
      .flatMap(({ inlineData }) => inlineData ?? []);
  }

  /** Kinds of the messages in order, `{}` left out and runs of the same kind as one. */
  kinds(): readonly string[] {
    const kinds = this.messages.flatMap(kindsOf);
    return kinds.filter((kind, index) => kind !== kinds[index - 1]);
  }

  tail(): readonly string[] {
    return this.kinds().slice(-12);
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await this.until(() => this.closed !== undefined, "the close");
    if (this.closed === undefined) throw new Error("unreachable");
    return this.closed;
  }

  close(): void {
    this.#socket.close();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** The smallest useful setup. */
export const basicSetup = {
  model: "models/gemini-3.8-live",
  generationConfig: { responseModalities: ["AUDIO"] },
  outputAudioTranscription: {},
  inputAudioTranscription: {},
};

/** Path of the Live socket. */
export function socketPath(version = "v1beta", constrained = false): string {
  const method = constrained ? "BidiGenerateContentConstrained" : "BidiGenerateContent";
  return `/ws/google.ai.generativelanguage.${version}.GenerativeService.${method}`;
}

function kindsOf(message: WireMessage): readonly string[] {
  const { serverContent, sessionResumptionUpdate, ...others } = message;
  const kinds = [
    ...Object.keys(serverContent ?? {}),
    ...Object.keys(others).filter((key) => key !== "usageMetadata"),
  ];
  if (sessionResumptionUpdate !== undefined)
    kinds.push(sessionResumptionUpdate.resumable ? "handle" : "not-resumable");
  return kinds;
}
