import { atom } from "nanostores";
import { type CallKeeping, keepCalls } from "../../web/app/keep-call.ts";
import type { Happening } from "../../web/core/call/happening.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { CallState } from "../../web/core/call/state.ts";
import type { StorageError } from "../../web/core/errors.ts";
import type { CallStore } from "../../web/core/history/call-store.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { Conversation, exampleAbout } from "./conversation.ts";
import { MemoryCallLocks } from "./memory-call-locks.ts";
import { MemoryCallStore } from "./memory-call-store.ts";

/** Lets everything happen that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A scene between the two voices that is kept in a store while it plays. */
export class KeptConversation extends Conversation {
  readonly call = atom<CallState>(idleCall);
  readonly troubles: StorageError[] = [];
  readonly startedIds: string[] = [];
  readonly store: CallStore;
  readonly locks: MemoryCallLocks;
  /** Calls that another tab has taken. */
  readonly lostIds = new Set<string>();
  readonly keeping: CallKeeping;

  constructor(store: CallStore = new MemoryCallStore(), locks = new MemoryCallLocks()) {
    super();
    this.store = store;
    this.locks = locks;
    this.keeping = keepCalls({
      call: this.call,
      store,
      clock: this.clock,
      locks,
      mayWrite: async (id) => !this.lostIds.has(id),
      onTrouble: (error) => this.troubles.push(error),
      onStart: (id) => this.startedIds.push(id),
    });
  }

  override happens(happening: Happening): this {
    super.happens(happening);
    this.call.set(this.state);
    return this;
  }

  begin(id = "call-1"): this {
    return this.happens({ type: "start", id, about: exampleAbout, greeting: undefined, record: true });
  }

  /** A live call. */
  live(id = "call-1"): this {
    return this.begin(id).happens({ type: "microphone-ready" }).happens({ type: "connected" });
  }

  async record(id = "call-1"): Promise<CallRecord | undefined> {
    return this.store.getCall(id);
  }

  /** What is stored of what was said, oldest first. */
  async said(id = "call-1"): Promise<readonly string[]> {
    const entries = await this.store.entries(id);
    return entries.map((entry) =>
      entry.kind === "turn" ? entry.text : `${entry.call.name} ${entry.status}`,
    );
  }
}
