import type { CallLocks } from "../../web/core/history/call-locks.ts";

/** Calls that run in any tab; what tabs of the same browser share. */
export type HeldCalls = Set<{ readonly callId: string }>;

/** CallLocks without a browser: one for each tab. */
export class MemoryCallLocks implements CallLocks {
  readonly #all: HeldCalls;
  readonly #own: HeldCalls = new Set();

  constructor(all: HeldCalls = new Set()) {
    this.#all = all;
  }

  async hold(callId: string): Promise<() => void> {
    const held = { callId };
    this.#all.add(held);
    this.#own.add(held);
    return () => {
      this.#all.delete(held);
      this.#own.delete(held);
    };
  }

  async alive(callIds: readonly string[]): Promise<ReadonlySet<string>> {
    const running = new Set([...this.#all].map(({ callId }) => callId));
    return new Set(callIds.filter((id) => running.has(id)));
  }

  /** As when the tab is killed. */
  closeTab(): void {
    for (const held of this.#own) this.#all.delete(held);
    this.#own.clear();
  }
}
