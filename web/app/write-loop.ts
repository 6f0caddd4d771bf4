import { StorageError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";

/** How long what may wait for others waits at most. */
const soonMs = 500;

/** The pause after a write that failed; doubled with each further one, up to the longest. */
const retryMs = { first: 2_000, longest: 60_000 } as const;

/** How soon something is to be written. */
export type Haste = "soon" | "now";

export interface WriteLoopOptions {
  readonly clock: Clock;
  /** Writes all there is. Rejects with a StorageError; is then called again after a pause. */
  readonly write: () => Promise<void>;
  /** Told of the first write that fails. */
  readonly onTrouble: (error: StorageError) => void;
}

/** Calls `write` when something is to be written: never twice at a time, and again for what came up meanwhile. */
export class WriteLoop {
  readonly #options: WriteLoopOptions;
  #wanted: Haste | undefined;
  #writing: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #beganAtMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #hasTold = false;
  #isStopped = false;

  constructor(options: WriteLoopOptions) {
    this.#options = options;
  }

  want(haste: Haste): void {
    if (this.#wanted !== "now") this.#wanted = haste;
    this.#arrange();
  }

  /** Writes what is wanted without waiting for its time. Settles in every case. */
  async flush(): Promise<void> {
    if (this.#writing !== undefined) await this.#writing;
    if (this.#wanted !== undefined) this.#begin();
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Begins no further write. */
  stop(): void {
    this.#isStopped = true;
    this.#clearTimer();
  }

  #arrange(): void {
    if (this.#wanted === undefined || this.#writing !== undefined || this.#isStopped) return;
    const leftMs = this.#beganAtMs + this.#pauseMs(this.#wanted) - this.#options.clock.now();
    if (leftMs <= 0) this.#begin();
    else this.#cancelTimer ??= this.#options.clock.setTimer(leftMs, () => this.#begin());
  }

  #pauseMs(wanted: Haste): number {
    if (this.#failures > 0) return Math.min(retryMs.first * 2 ** (this.#failures - 1), retryMs.longest);
    return wanted === "now" ? 0 : soonMs;
  }

  #begin(): void {
    if (this.#writing !== undefined || this.#isStopped) return;
    this.#clearTimer();
    this.#wanted = undefined;
    this.#beganAtMs = this.#options.clock.now();
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    try {
      await this.#options.write();
      this.#failures = 0;
    } catch (cause) {
      this.#onFailed(cause);
    }
    this.#writing = undefined;
    this.#arrange();
  }

  #onFailed(cause: unknown): void {
    this.#failures += 1;
    this.#wanted = "now";
    if (this.#hasTold) return;
    this.#hasTold = true;
    this.#options.onTrouble(
      cause instanceof StorageError ? cause : new StorageError("unavailable", { cause }),
    );
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
