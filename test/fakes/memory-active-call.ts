import type { ActiveCall } from "../../web/core/call/active-call.ts";
import type { ActiveCallStore } from "../../web/core/ports.ts";

/** Keeps the active call in memory; what tabs of the same browser share. */
export class MemoryActiveCall implements ActiveCallStore {
  #kept: ActiveCall | undefined;
  saves = 0;
  /** Happens in the middle of a save. */
  onSave: (() => void) | undefined;

  async load(): Promise<ActiveCall | undefined> {
    return structuredClone(this.#kept);
  }

  async save(call: ActiveCall): Promise<void> {
    this.saves += 1;
    this.onSave?.();
    this.#kept = structuredClone(call);
  }

  async clear(): Promise<void> {
    this.#kept = undefined;
  }
}
