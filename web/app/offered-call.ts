import { atom } from "nanostores";
import { type ActiveCall, isReturnable, returnableUntilMs } from "../core/call/active-call.ts";
import type { CallSeat } from "../core/call/call-seat.ts";
import type { ActiveCallStore, Clock } from "../core/ports.ts";
import type { CallOffer } from "./returning.ts";

export interface OfferedCallOptions {
  readonly active: ActiveCallStore;
  readonly seat: CallSeat;
  readonly clock: Clock;
  /** Whether this tab is in a call. */
  readonly isCalling: () => boolean;
  /** The call can no longer be returned to. */
  readonly onExpired: () => void;
}

/** The call that a person can return to, or have here, as things stand in all tabs. */
export class OfferedCall {
  readonly offer = atom<CallOffer>({ type: "none" });
  readonly #options: OfferedCallOptions;
  #cancelExpiry: () => void = () => undefined;
  #newest: ActiveCall | undefined;
  #moved = false;

  constructor(options: OfferedCallOptions) {
    this.#options = options;
  }

  /** What is offered, as it was last read. */
  get newest(): ActiveCall | undefined {
    return this.#newest;
  }

  /** Says whether the call of another tab was here before. */
  setMoved(moved: boolean): void {
    this.#moved = moved;
  }

  /** Nothing is offered any more. @returns what was */
  withdraw(): ActiveCall | undefined {
    const before = this.#newest;
    this.#newest = undefined;
    this.offer.set({ type: "none" });
    return before;
  }

  /** Looks again. */
  async refresh(): Promise<void> {
    const { seat, clock, isCalling, onExpired } = this.#options;
    if (seat.isOurs && isCalling()) return;
    const [taken, kept] = await Promise.all([seat.isTaken(), this.kept()]);
    if (seat.isOurs) return;
    this.#newest = kept;
    this.#cancelExpiry();
    if (kept === undefined) {
      this.#moved = false;
      return this.offer.set({ type: "none" });
    }
    if (taken) return this.offer.set({ type: "elsewhere", moved: this.#moved });
    const { callId, about, aliveAtMs } = kept;
    this.offer.set({ type: "return", callId, agent: about.agent, leftAtMs: aliveAtMs });
    this.#cancelExpiry = clock.setTimer(returnableUntilMs(kept) - clock.now(), onExpired);
  }

  /** Another tab was found to have it. */
  async isElsewhere(): Promise<void> {
    this.#newest = await this.kept();
    this.offer.set({ type: "elsewhere", moved: false });
  }

  /** The call that can be returned to; undefined also where that cannot be known. */
  async kept(): Promise<ActiveCall | undefined> {
    const { active, clock, seat } = this.#options;
    try {
      // Where nobody can tell whether it still runs in another tab, it is not offered.
      if ((await seat.isTaken()) === undefined) return undefined;
      const kept = await active.load();
      return kept !== undefined && isReturnable(kept, clock.now()) ? kept : undefined;
    } catch (error) {
      console.warn("Whether a call can be returned to is not known.", error);
      return undefined;
    }
  }
}
