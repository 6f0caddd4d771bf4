import type { JsonObject } from "./json.ts";
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

/** What happened on one socket, for tests. Holds handles in messages, so it is never logged. */
export class SessionTrace {
  /** Whether the socket is the one for tokens. */
  readonly constrained: boolean;
  readonly version: string;
  /** The setup as the client sent it. */
  setup: JsonObject | undefined;
  /** The setup in force, after the token's constraints. */
  effectiveSetup: JsonObject | undefined;
  /** Messages from the client, in order. */
  readonly received: TracedMessage[] = [];
  /** Messages to the client, in order; `{}` frames are left out. */
  readonly sent: TracedMessage[] = [];
  /** How many `{}` frames were sent. */
  emptyFrames = 0;
  close: TracedClose | undefined;
  /** The rate that the client last declared for its audio. */
  rateHz = 0;
  readonly #audio = new PcmBuffer();
  readonly #watchers = new Set<() => void>();

  constructor(constrained: boolean, version: string) {
    this.constrained = constrained;
    this.version = version;
  }

  /** All microphone audio so far: PCM s16le mono at {@link rateHz}. A view that later audio may outdate. */
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

  /** For the session: takes in audio that a message carried. */
  addAudio(bytes: Uint8Array, rateHz: number): void {
    this.rateHz = rateHz;
    this.#audio.append(bytes);
    this.changed();
  }

  /** For the session: lets watchers look again. */
  changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

/** A copy of a message in which long base64 data is replaced by its size. */
export function summarise(message: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(message, shorten)) as JsonObject;
}

function shorten(name: string, value: unknown): unknown {
  if (name !== "data" || typeof value !== "string") return value;
  return `<${Buffer.from(value, "base64").length} bytes>`;
}
