import type { SessionTime } from "./clock.ts";
import type { JsonObject } from "./json.ts";

/** What the updates need. */
export interface UpdateDeps {
  readonly time: SessionTime;
  readonly intervalMs: number;
  /** Whether handles are offered also while the model speaks or waits for a tool. */
  readonly whileBusy: boolean;
  /** Stores the conversation as it is and returns its handle. */
  readonly issue: () => string;
  readonly send: (message: JsonObject) => void;
}

/** Sends a fresh handle now and then while the session is idle, and says so when it cannot be resumed. */
export class ResumptionUpdates {
  readonly #deps: UpdateDeps;
  #busy = false;

  constructor(deps: UpdateDeps) {
    this.#deps = deps;
  }

  /** Sends the first handle and keeps on. The session's time ends it. */
  start(): void {
    this.#offer();
    this.#again();
  }

  /** While the model speaks or waits for a tool, there is no state to come back to. */
  setBusy(busy: boolean): void {
    if (busy === this.#busy || this.#deps.whileBusy) return;
    this.#busy = busy;
    if (busy) this.#deps.send({ sessionResumptionUpdate: { resumable: false } });
    else this.#offer();
  }

  #again(): void {
    this.#deps.time.after(this.#deps.intervalMs, () => {
      if (!this.#busy) this.#offer();
      this.#again();
    });
  }

  #offer(): void {
    this.#deps.send({ sessionResumptionUpdate: { newHandle: this.#deps.issue(), resumable: true } });
  }
}
