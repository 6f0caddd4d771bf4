import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import { type Close, closes } from "./closes.ts";
import type { OpenCall } from "./tool-calls.ts";

/** What is kept of a conversation between connections. Never changed in place. */
export interface Memory {
  /** User turns so far. */
  readonly turns: number;
  /** Who said what, in order. A spoken user turn is kept as its transcription. */
  readonly lines: readonly { readonly role: "user" | "agent"; readonly text: string }[];
  /** Tool calls that wait for their answers. */
  readonly calls: readonly OpenCall[];
  /** How long its connections lasted, together. */
  readonly ageMs: number;
}

/** A conversation that has just begun. */
export const emptyMemory: Memory = { turns: 0, lines: [], calls: [], ageMs: 0 };

/** The session that a handle is from: handles grow old only from its end. */
export interface HandleOwner {
  endedAtMs: number | undefined;
}

interface Entry {
  readonly model: string;
  readonly memory: Memory;
  readonly owner: HandleOwner;
}

const lifeMs = 2 * 60 * 60_000;
/** About ten minutes of handles at one every 1.5 s, for many sessions at once; the oldest go first. */
const capacity = 4000;

/** The handles with which a conversation can be resumed on a new connection. */
export class HandleStore {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Stores the conversation as it is now under a new handle. Earlier handles stay good. */
  issue(model: string, memory: Memory, owner: HandleOwner): string {
    const handle = randomBytes(32).toString("base64url");
    this.#entries.set(handle, { model, memory, owner });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= capacity) break;
      this.#entries.delete(oldest);
    }
    return handle;
  }

  /**
   * The conversation behind a handle and the session that it is from, or the close that refuses it. A handle can be
   * used again.
   */
  redeem(
    handle: string,
    model: string,
  ): { readonly memory: Memory; readonly owner: Readonly<HandleOwner> } | Close {
    const entry = this.#entries.get(handle);
    if (entry === undefined) return closes.invalidHandle;
    const { memory, owner } = entry;
    if (owner.endedAtMs !== undefined && this.#clock.now() - owner.endedAtMs > lifeMs)
      return closes.staleHandle;
    return entry.model === model ? { memory, owner } : closes.internal;
  }
}
