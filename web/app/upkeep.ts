import type { ReadableAtom } from "nanostores";
import { StorageError } from "../core/errors.ts";
import type { CallRecord } from "../core/history/record.ts";
import { isUnmade } from "../core/history/sound-state.ts";
import type { Clock } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";
import { everyCall } from "./every-call.ts";
import { type RecoverPorts, recoverCalls } from "./recover.ts";
import { applyRetention } from "./retention.ts";

export interface UpkeepOptions extends RecoverPorts {
  readonly settings: ReadableAtom<Settings>;
  readonly clock: Clock;
  /** Told of each call that is over and whose MP3 nobody has come to make. May be told again. */
  readonly onUnmade: (callId: string) => void;
  readonly onTrouble: (error: StorageError) => void;
  /** Resolves when nothing that matters more than this is going on. */
  readonly calm: () => Promise<void>;
}

/** Puts the store in order. */
export interface Upkeep {
  /**
   * Recovers calls that were cut off, and finds those without their MP3, among the newest ones, where they are to be
   * found; once a day it also goes through all calls afterwards, on its own, and applies the person's rules. Settles in
   * every case.
   */
  run(): Promise<void>;
}

/** Of a call that was cut off there are few newer ones: each start of a call, and of the page, recovers. */
const newest = 50;

const dayMs = 24 * 60 * 60_000;

export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { store, settings, clock, onUnmade, onTrouble, calm, locks } = options;
  let thoroughAtMs = Number.NEGATIVE_INFINITY;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (cause) {
      onTrouble(cause instanceof StorageError ? cause : new StorageError("unavailable", { cause }));
    }
  };
  const recover = async (records: readonly CallRecord[]) => {
    const recovered = await recoverCalls(records, options);
    const unmade = [...records, ...recovered].filter(isUnmade).map(({ id }) => id);
    if (unmade.length === 0) return;
    // The last sound of a call that has just ended may still be on its way to the store.
    const alive = await locks.alive(unmade);
    for (const id of unmade) if (!alive.has(id)) onUnmade(id);
  };
  const goThroughAll = async () => {
    await calm();
    for await (const records of everyCall(store, clock)) {
      await recover(records);
      await applyRetention(records, settings.get(), store, clock.now());
      await calm();
    }
  };
  return {
    async run() {
      await attempt(async () => recover(await store.listCalls({ limit: newest })));
      if (clock.now() - thoroughAtMs < dayMs) return;
      thoroughAtMs = clock.now();
      void attempt(goThroughAll);
    },
  };
}
