import { atMost } from "../core/at-most.ts";
import type { ActiveCall } from "../core/call/active-call.ts";
import type { Call } from "../core/call/call.ts";
import type { CallEntry, CallPlan } from "../core/call/call-plan.ts";
import type { CallSeat, SeatEvents } from "../core/call/call-seat.ts";
import { inCall } from "../core/call/in-call.ts";
import type { CallState, Outcome } from "../core/call/state.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { returnedCall } from "../core/history/returned-call.ts";
import type { ActiveCallStore, Clock } from "../core/ports.ts";
import { ActiveKeeper } from "./keep-active.ts";
import type { CallControl } from "./late-call.ts";
import { OfferedCall } from "./offered-call.ts";
import { remainsOf } from "./recover.ts";
import type { Returning } from "./returning.ts";

/** What of the history this needs. */
export interface CallsSoFar {
  readonly store: CallStore;
  /** Ends the calls whose page is gone and that nobody returns to. Settles in every case. */
  recover(): Promise<void>;
  /** Settles when all of a call is stored that was said and heard until now. */
  settled(callId: string): Promise<void>;
}

/** What of the running call only its own code knows. */
export type LiveCall = Pick<Call, "plan" | "leave" | "suspend" | "resume">;

export interface ReturningOptions {
  readonly active: ActiveCallStore;
  readonly seat: CallSeat;
  readonly clock: Clock;
  readonly call: Pick<CallControl, "state" | "start" | "hangUp">;
  /** The same once its code is there. */
  readonly live: () => Promise<LiveCall>;
  readonly history: () => Promise<CallsSoFar>;
  /** What a call is to be like that goes on now. */
  readonly plan: (kept: ActiveCall) => CallPlan;
}

/** Returning over its ports, and what those who store calls ask it. */
export interface ComposedReturning extends Returning {
  /** The call that is offered, which is not recovered until nobody wants it back. Never rejects. */
  offered(): Promise<string | undefined>;
  /** Whether this tab may still write to a call: one that stood still while another took it over may not. */
  mayWrite(callId: string): Promise<boolean>;
  /** The page goes: the service is told. The call is not over. */
  pageHides(): void;
  /** The page is as it was before it went. */
  pageShows(): void;
}

/** Another tab or a person waits: what is not stored by then is lost. */
const longestSettleMs = 1_200;

export function createReturning(options: ReturningOptions): ComposedReturning {
  return new Returns(options);
}

class Returns implements ComposedReturning {
  readonly #options: ReturningOptions;
  readonly #offered: OfferedCall;
  readonly #lost = new Set<string>();
  #live: LiveCall | undefined;
  #keeper: { readonly callId: string; readonly active: ActiveKeeper } | undefined;
  #isOver = true;
  /** Settles when what is over is put away, and its seat is free. */
  #putAway: Promise<void> = Promise.resolve();

  constructor(options: ReturningOptions) {
    this.#options = options;
    const { active, call, seat, clock } = options;
    this.#offered = new OfferedCall({
      ...{ active, seat, clock },
      isCalling: () => inCall(call.state.get().phase),
      onExpired: () => this.decline(),
    });
    call.state.subscribe((state) => this.#follow(state));
    seat.onChange(() => void this.#offered.refresh());
    void this.#offered.refresh();
  }

  get offer(): Returning["offer"] {
    return this.#offered.offer;
  }

  async enter(): Promise<CallEntry> {
    const { seat } = this.#options;
    if (!(await this.#prepared())) return { type: "new" };
    this.#offered.setMoved(false);
    await this.#inTime(this.#putAway);
    const taken = await seat.take(this.#events());
    if (!taken) return this.#elsewhere();
    this.#leaveIfOver();
    return { type: "new" };
  }

  comeBack(): void {
    this.#begin((events) => this.#options.seat.take(events));
  }

  takeOver(): void {
    this.#begin(async (events) => {
      await this.#options.seat.takeOver(events);
      return true;
    });
  }

  decline(): void {
    this.#offered.withdraw();
    void this.#forget();
  }

  async offered(): Promise<string | undefined> {
    const kept = await this.#offered.kept();
    return kept?.callId;
  }

  async mayWrite(callId: string): Promise<boolean> {
    if (this.#lost.has(callId)) return false;
    if (this.#keeper?.callId !== callId) return true;
    return !(await this.#options.seat.isLost());
  }

  pageHides(): void {
    void this.#keeper?.active.save();
    this.#live?.suspend();
  }

  pageShows(): void {
    this.#live?.resume();
    void this.#offered.refresh();
  }

  /** The plan is known only once the kept call is read, and the click is over by then: it starts with what is at hand. */
  #begin(sit: (events: SeatEvents) => Promise<boolean>): void {
    const { call, plan, history } = this.#options;
    const kept = this.#offered.newest;
    if (kept === undefined) return;
    call.start({ ...plan(kept), entry: this.#return(sit) });
    // What is said is kept in any case; a load that fails shows where the recording does.
    history().catch(() => undefined);
  }

  async #return(sit: (events: SeatEvents) => Promise<boolean>): Promise<CallEntry> {
    await this.#prepared();
    this.#offered.setMoved(false);
    await this.#inTime(this.#putAway);
    if (!(await sit(this.#events()))) return this.#elsewhere();
    try {
      const entry = await this.#readEntry();
      this.#leaveIfOver();
      return entry;
    } catch (error) {
      console.warn("The call could not be read, and stays as far as it got.", error);
      this.#options.seat.release();
      return none({ type: "hung-up" });
    }
  }

  /** What is kept of the call is read once nobody else writes it any more. */
  async #readEntry(): Promise<CallEntry> {
    const { active, seat, history } = this.#options;
    const kept = await active.load();
    const { store } = await history();
    const record = kept && (await store.getCall(kept.callId));
    if (kept === undefined || record?.status !== "running") {
      await active.clear();
      seat.release();
      return none({ type: "hung-up" });
    }
    this.#lost.delete(kept.callId);
    return { type: "returned", call: returnedCall(record, await remainsOf(kept.callId, store), kept) };
  }

  async #elsewhere(): Promise<CallEntry> {
    await this.#offered.isElsewhere();
    return none({ type: "elsewhere" });
  }

  /** @returns whether the call's own code is there; without it no call begins */
  async #prepared(): Promise<boolean> {
    try {
      this.#live = await this.#options.live();
      return true;
    } catch {
      // The call itself says why it cannot be made.
      return false;
    }
  }

  #events(): SeatEvents {
    return {
      onAsked: () => this.#letGo(),
      onLost: () => this.#onLost(),
    };
  }

  /** The person may have hung up before the seat was there. */
  #leaveIfOver(): void {
    if (!inCall(this.#options.call.state.get().phase)) this.#options.seat.release();
  }

  #follow(state: CallState): void {
    const wasOver = this.#isOver;
    this.#isOver = !inCall(state.phase);
    if (state.phase.name === "ended") {
      if (!wasOver) this.#onEnded(state.phase.outcome);
      return;
    }
    if (state.id === "" || state.sessions === 0) return;
    if (this.#keeper === undefined) {
      const { active: store, clock } = this.#options;
      const active = new ActiveKeeper(state, {
        store,
        clock,
        plan: () => this.#live?.plan,
        maySave: async () => !(await this.#options.seat.isLost()),
      });
      this.#keeper = { callId: state.id, active };
      void this.#begun(active, state.id);
    }
    this.#keeper.active.follow(state);
  }

  /** A call that was offered until now, and is not this one, is over. */
  async #begun(active: ActiveKeeper, callId: string): Promise<void> {
    const before = this.#offered.withdraw();
    await active.save();
    this.#options.seat.tell();
    if (before !== undefined && before.callId !== callId) await this.#recover();
  }

  #onEnded(outcome: Outcome): void {
    const keeper = this.#keeper;
    const { seat } = this.#options;
    if (outcome.type === "elsewhere") return;
    this.#keeper = undefined;
    if (keeper === undefined) return seat.release();
    this.#putAway = this.#close(keeper.active);
  }

  /** The call is over, and nobody returns to it. */
  async #close(keeper: ActiveKeeper): Promise<void> {
    const { active, seat } = this.#options;
    await keeper.stop();
    try {
      if (await seat.isLost()) return;
      await active.clear();
    } catch (error) {
      console.warn("The call that is over may be offered once more.", error);
    }
    seat.release();
  }

  /** All of it is stored before another tab reads it. */
  async #letGo(): Promise<void> {
    const { history } = this.#options;
    const keeper = this.#keeper;
    this.#offered.setMoved(keeper !== undefined);
    if (keeper === undefined) {
      this.#live?.leave();
      return;
    }
    await keeper.active.save();
    await keeper.active.stop();
    // Not before the call is left: as long as it runs, it would get another one.
    if (this.#keeper === keeper) this.#keeper = undefined;
    this.#live?.leave();
    const settled = history().then((calls) => calls.settled(keeper.callId));
    await this.#inTime(settled.catch(() => undefined));
  }

  /** Waits for what a store does, but no longer than anybody would. */
  #inTime(work: Promise<void>): Promise<void> {
    return atMost(longestSettleMs, work, this.#options.clock);
  }

  /** This tab stood still while another took the call: what it holds of it is old. */
  #onLost(): void {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    this.#offered.setMoved(keeper !== undefined);
    if (keeper !== undefined) this.#lost.add(keeper.callId);
    void keeper?.active.stop();
    this.#live?.leave();
  }

  async #forget(): Promise<void> {
    try {
      await this.#options.active.clear();
    } catch (error) {
      console.warn("The call may be offered once more.", error);
    }
    this.#options.seat.tell();
    await this.#recover();
  }

  async #recover(): Promise<void> {
    try {
      await (await this.#options.history()).recover();
    } catch (error) {
      console.warn("Calls that were cut off are recovered at the next start.", error);
    }
  }
}

function none(outcome: Outcome): CallEntry {
  return { type: "none", outcome };
}
