import type { ClientMessage } from "./client-message.ts";
import { asObject, asString, dig, type JsonObject } from "./json.ts";
import { PcmBuffer } from "./pcm.ts";

/** A message of one session and when it passed, in session milliseconds since the socket opened. */
export interface TracedMessage {
  readonly atMs: number;
  /** Media data is replaced by its size: `"<640 bytes>"`. */
  readonly message: JsonObject;
}

/** How a session's socket ended. */
export interface TracedClose {
  readonly atMs: number;
  readonly by: "client" | "server";
  readonly code: number;
  readonly reason: string;
}

/** What a client said besides sound, and what it was offered, beside how much sound the session had got by then. */
export type HeardEvent = { readonly atMs: number; readonly audioBytes: number } & (
  | { readonly type: "setup"; readonly handle: string | undefined }
  | { readonly type: "audio-stream-end" | "activity-start" | "activity-end" }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "content"; readonly text: string; readonly turnComplete: boolean }
  /** One entry for each function response, in order. */
  | { readonly type: "tool-response"; readonly answers: readonly HeardAnswer[] }
  | { readonly type: "handle-offered"; readonly handle: string }
);

/** A tool's answer as it came. */
export interface HeardAnswer {
  readonly id: string;
  readonly name: string;
  readonly response: JsonObject;
}

/** How much a trace keeps: everything, or the newest 1,000 of each kind of thing and half a minute of sound. */
export type TraceDepth = "whole" | "recent";

const recentEntries = 1_000;
const recentAudioBytes = 1024 * 1024;

/** What happened on one socket, for tests. Holds handles in messages, so it is never logged. */
export class SessionTrace {
  /** Whether the socket is the one for tokens. */
  readonly constrained: boolean;
  readonly version: string;
  /** The setup as the client sent it. */
  setup: JsonObject | undefined;
  /** The setup in force, after the token's constraints. */
  effectiveSetup: JsonObject | undefined;
  /** When `setupComplete` was sent. */
  readyAtMs: number | undefined;
  /** Messages from the client, in order. */
  readonly received: TracedMessage[] = [];
  /** What the messages amount to, in order, without the sound. */
  readonly heard: HeardEvent[] = [];
  /** Messages to the client, in order; `{}` frames are left out. */
  readonly sent: TracedMessage[] = [];
  /** How many `{}` frames were sent. */
  emptyFrames = 0;
  close: TracedClose | undefined;
  /** The rate that the client last declared for its audio. */
  rateHz = 0;
  /** How much audio has come, kept or not. */
  audioBytes = 0;
  readonly depth: TraceDepth;
  readonly #audio: PcmBuffer;
  readonly #watchers = new Set<() => void>();

  constructor(constrained: boolean, version: string, depth: TraceDepth) {
    this.constrained = constrained;
    this.version = version;
    this.depth = depth;
    this.#audio = new PcmBuffer(depth === "whole" ? undefined : recentAudioBytes);
  }

  /** All microphone audio that is kept: PCM s16le mono at {@link rateHz}. A view that later audio may outdate. */
  get audio(): Uint8Array {
    return this.#audio.bytes;
  }

  /** Resolves as soon as the condition holds, looked at after each change. Rejects after the time limit. */
  async until(condition: (trace: SessionTrace) => boolean, timeoutMs = 10_000): Promise<SessionTrace> {
    if (condition(this)) return this;
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = () => {
        if (!condition(this)) return;
        stop();
        resolve(this);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Not seen on the socket within ${timeoutMs} ms: ${condition}`));
      }, timeoutMs);
      this.#watchers.add(look);
    });
  }

  /** For the session: takes in a frame and what was read from it. */
  addReceived(atMs: number, frame: JsonObject, messages: readonly ClientMessage[]): void {
    const sound = messages.find((message) => message.type === "audio");
    const message =
      sound === undefined ? frame : { realtimeInput: { audio: `<${sound.bytes.length} bytes>` } };
    this.#keep(this.received, { atMs, message });
    for (const one of messages) this.#hear(atMs, one);
    this.changed();
  }

  /** For the session: notes what it takes up, under the setup in force. */
  addSetup(atMs: number, handle: string | undefined): void {
    this.#keep(this.heard, { atMs, audioBytes: this.audioBytes, type: "setup", handle });
    this.changed();
  }

  /** For the session: notes a message that went out. */
  addSent(atMs: number, message: JsonObject): void {
    const handle = asString(dig(message, "sessionResumptionUpdate", "newHandle")) ?? "";
    if (handle !== "") {
      this.#keep(this.heard, { atMs, audioBytes: this.audioBytes, type: "handle-offered", handle });
    }
    if (Object.keys(message).length === 0) this.emptyFrames += 1;
    else this.#keep(this.sent, { atMs, message: summarise(message) });
    this.changed();
  }

  /** For the session: lets watchers look again. */
  changed(): void {
    for (const look of [...this.#watchers]) look();
  }

  #hear(atMs: number, message: ClientMessage): void {
    const { audioBytes } = this;
    switch (message.type) {
      case "audio":
        this.rateHz = message.rateHz;
        this.audioBytes += message.bytes.length;
        this.#audio.append(message.bytes);
        break;
      case "audio-stream-end":
      case "activity-start":
      case "activity-end":
      case "text":
      case "content":
        this.#keep(this.heard, { atMs, audioBytes, ...message });
        break;
      case "tool-response":
        this.#keep(this.heard, {
          ...{ atMs, audioBytes, type: message.type },
          answers: message.responses.map(readAnswer),
        });
        break;
      // What counts of a setup is known only once the token's constraints are applied.
      case "setup":
      case "video":
      case "context-update":
        break;
      default:
        message satisfies never;
    }
  }

  #keep<Entry>(list: Entry[], entry: Entry): void {
    list.push(entry);
    if (this.depth === "recent" && list.length > 2 * recentEntries) list.splice(0, recentEntries);
  }
}

/** A copy of a message in which long base64 data is replaced by its size. */
function summarise(message: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(message, shorten)) as JsonObject;
}

function readAnswer(entry: unknown): HeardAnswer {
  return {
    id: asString(dig(entry, "id")) ?? "",
    name: asString(dig(entry, "name")) ?? "",
    response: asObject(dig(entry, "response")) ?? {},
  };
}

function shorten(name: string, value: unknown): unknown {
  if (name !== "data" || typeof value !== "string") return value;
  return `<${Buffer.from(value, "base64").length} bytes>`;
}
