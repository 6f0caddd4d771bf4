import type { CallPlan } from "../core/call/call-plan.ts";
import type { CallState } from "../core/call/state.ts";
import type { ActiveCallStore, Clock } from "../core/ports.ts";

/** Handles come about once a second. */
const soonMs = 1_000;
/** How exactly it is known when a call was cut off. */
const beatMs = 5_000;

export interface ActiveKeeperOptions {
  readonly store: ActiveCallStore;
  readonly clock: Clock;
  /** Of the call that runs. */
  readonly plan: () => CallPlan | undefined;
  /** Whether the call is still this tab's. Never rejects. */
  readonly maySave: () => Promise<boolean>;
}

/** Keeps what it takes to return to a call while it runs: at most once a second, at least every five. */
export class ActiveKeeper {
  readonly #options: ActiveKeeperOptions;
  #state: CallState;
  #plan: CallPlan | undefined;
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: () => void = () => undefined;
  #writing: Promise<void> = Promise.resolve();
  #isOver = false;
  #hasTold = false;

  constructor(state: CallState, options: ActiveKeeperOptions) {
    this.#state = state;
    this.#options = options;
    this.#arrange(soonMs);
  }

  follow(state: CallState): void {
    const { handle, muted } = this.#state;
    this.#state = state;
    if ((state.handle === handle && state.muted === muted) || this.#isOver) return;
    this.#arrange(soonMs);
  }

  /** Saves it as it stands. Settles in every case. */
  async save(): Promise<void> {
    const { clock, store, plan, maySave } = this.#options;
    const { id, about, handle, link, muted } = this.#state;
    this.#plan ??= plan();
    if (this.#isOver || this.#plan === undefined) return;
    const { request, toolsOff, toolsOnly } = this.#plan;
    const aliveAtMs = clock.now();
    this.#savedAtMs = aliveAtMs;
    const kept = handle === undefined ? undefined : { value: handle, atMs: link.handleAtMs ?? aliveAtMs };
    const call = { callId: id, about, request, toolsOff, toolsOnly, handle: kept, muted, aliveAtMs };
    const write = async () => {
      if (await maySave()) await store.save(call);
    };
    this.#writing = this.#writing.then(write).catch((error: unknown) => this.#tell(error));
    await this.#writing;
    this.#arrange(beatMs);
  }

  /** Nothing more is kept. Settles when the last of it is written. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancelTimer();
    await this.#writing;
  }

  /** In time, or when a save is due that comes first. */
  #arrange(inMs: number): void {
    if (this.#isOver) return;
    this.#cancelTimer();
    const { clock } = this.#options;
    const delayMs = Math.max(0, this.#savedAtMs + inMs - clock.now());
    this.#cancelTimer = clock.setTimer(delayMs, () => void this.save());
  }

  #tell(error: unknown): void {
    if (this.#hasTold) return;
    this.#hasTold = true;
    console.warn("A call that is cut off could not be returned to.", error);
  }
}
