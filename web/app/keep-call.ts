import type { ReadableAtom } from "nanostores";
import type { CallState } from "../core/call/state.ts";
import type { StorageError } from "../core/errors.ts";
import type { CallLocks } from "../core/history/call-locks.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { Clock } from "../core/ports.ts";
import { CallKeeper } from "./call-keeper.ts";

export interface KeepCallsOptions {
  readonly call: ReadableAtom<CallState>;
  readonly store: CallStore;
  readonly clock: Clock;
  readonly locks: CallLocks;
  /** Whether this tab may still write to a call. Never rejects. */
  readonly mayWrite: (callId: string) => Promise<boolean>;
  /** Told once a call when it cannot be stored. It is tried again for as long as the page lives. */
  readonly onTrouble: (error: StorageError) => void;
  /** Told of each call that begins. */
  readonly onStart?: (callId: string) => void;
}

export interface CallKeeping {
  /** Stores what is not stored yet, without waiting for its time. Settles in every case. */
  flush(): Promise<void>;
  /** Follows no further call and no further change. */
  stop(): void;
}

/**
 * Keeps every call in the store while it runs: its record from the start on, turns and tool calls as they happen. The
 * page may be gone at any moment: what was stored until then stays. A call that runs or has just ended is kept too.
 */
export function keepCalls({ call, onStart, ...options }: KeepCallsOptions): CallKeeping {
  const unfinished = new Set<CallKeeper>();
  let current: CallKeeper | undefined;
  const stop = call.subscribe((state) => {
    if (state.id === "") {
      // A call that comes back to this tab is kept anew.
      current = undefined;
      return;
    }
    if (current?.callId !== state.id) {
      const keeper = new CallKeeper(state, { ...options, onDone: () => unfinished.delete(keeper) });
      unfinished.add(keeper);
      current = keeper;
      onStart?.(state.id);
    }
    current.follow(state);
  });
  return {
    async flush() {
      await Promise.all(Array.from(unfinished, (keeper) => keeper.flush()));
    },
    stop,
  };
}
