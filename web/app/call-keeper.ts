import type { LogEntry } from "../core/call/log-entry.ts";
import type { CallState } from "../core/call/state.ts";
import type { StorageError } from "../core/errors.ts";
import type { CallLocks } from "../core/history/call-locks.ts";
import { callRecord, isWorthKeeping, updatedRecord } from "../core/history/call-record.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { type Cuts, noCuts, noteCuts, onRecord } from "../core/history/on-record.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Clock } from "../core/ports.ts";
import { type Haste, WriteLoop } from "./write-loop.ts";

/** Until then the last sound of a call that is not kept has come in, and can be deleted too. */
const sweepAfterMs = 10_000;

export interface CallKeeperOptions {
  readonly store: CallStore;
  readonly clock: Clock;
  readonly locks: CallLocks;
  /** Whether this tab may still write to the call. Never rejects. */
  readonly mayWrite: (callId: string) => Promise<boolean>;
  readonly onTrouble: (error: StorageError) => void;
  /** All of the call is stored, or it is not to be kept. */
  readonly onDone: () => void;
}

/** Keeps one call, for as long as it runs and until the last of it is stored. */
export class CallKeeper {
  readonly callId: string;
  readonly #options: CallKeeperOptions;
  readonly #lock: Promise<() => void>;
  readonly #loop: WriteLoop;
  /** The entries of the log as they were last seen, and as they are stored. */
  readonly #seen = new Map<number, LogEntry>();
  readonly #stored = new Map<number, LogEntry>();
  #state: CallState;
  #cuts: Cuts = noCuts;
  /** When it was first recorded with an open microphone. */
  #openedAtMs: number | undefined;
  #isCreated = false;
  #recordChanged = true;
  #hasWords = false;
  /** It is not worth keeping, or the person has deleted it. */
  #isGone = false;

  constructor(state: CallState, options: CallKeeperOptions) {
    this.callId = state.id;
    this.#state = state;
    this.#options = options;
    this.#lock = options.locks.hold(state.id);
    const { clock, onTrouble } = options;
    this.#loop = new WriteLoop({ clock, onTrouble, write: () => this.#write() });
    this.#loop.want("now");
  }

  /** Takes in how the call stands now. */
  follow(state: CallState): void {
    const before = this.#state;
    this.#cuts = noteCuts(this.#cuts, before, state);
    this.#state = state;
    if (isRecorded(state)) this.#openedAtMs ??= this.#options.clock.now();
    const said = this.#noteLog(state.log);
    const changed = aboutChanged(before, state);
    this.#recordChanged ||= changed || said === "now" || (said === "soon" && !this.#hasWords);
    const haste = changed ? "now" : said;
    if (haste !== undefined) this.#loop.want(haste);
    if (this.#isGone && isOver(state) && !isOver(before)) this.#sweepLater();
  }

  /** Stores what is not stored yet, without waiting for its time. Settles in every case. */
  flush(): Promise<void> {
    return this.#loop.flush();
  }

  /** What is still being said may wait a little, so that not every fragment is a write. */
  #noteLog(log: readonly LogEntry[]): Haste | undefined {
    let haste: Haste | undefined;
    for (const entry of log) {
      if (this.#seen.get(entry.id) === entry) continue;
      this.#seen.set(entry.id, entry);
      const isOpen = entry.kind === "turn" && entry.status === "open";
      haste = isOpen ? (haste ?? "soon") : "now";
    }
    return haste;
  }

  async #write(): Promise<void> {
    await this.#lock;
    if (!(await this.#options.mayWrite(this.callId))) return this.#finish();
    const state = this.#state;
    const log = onRecord(state.log, state.gaps, this.#cuts);
    if (isOver(state) && !isWorthKeeping(state, this.#openedAtMs)) return this.#leave();
    const recordChanged = this.#recordChanged;
    this.#recordChanged = false;
    try {
      await this.#store(callRecord(state, log), state, log, recordChanged);
    } catch (error) {
      this.#recordChanged ||= recordChanged;
      throw error;
    }
    if (isOver(state) && this.#state === state && !this.#isGone) this.#finish();
  }

  /** The order matters to whoever finds the rest of it: no entry without its call, no end without its entries. */
  async #store(
    record: CallRecord,
    state: CallState,
    log: readonly LogEntry[],
    recordChanged: boolean,
  ): Promise<void> {
    const { store } = this.#options;
    if (!this.#isCreated) {
      // One that goes on after its page was gone is there, with what the person has made of it since.
      const isThere = (await store.getCall(this.callId)) !== undefined;
      if (!isThere)
        await store.putCall({ ...record, status: "running", endedAtMs: undefined, end: undefined });
      this.#isCreated = true;
    }
    await this.#storeEntries(state.log, log);
    this.#hasWords = record.firstWords !== "";
    if (!recordChanged) return;
    const kept = await store.changeCall(this.callId, (stored) => updatedRecord(stored, record));
    if (kept === undefined) await this.#leave();
  }

  /** An entry of which a part is kept is another object each time, so the whole ones tell what is new. */
  async #storeEntries(whole: readonly LogEntry[], log: readonly LogEntry[]): Promise<void> {
    const keptById = new Map(log.map((entry) => [entry.id, entry]));
    const fresh = whole.filter((entry) => keptById.has(entry.id) && this.#stored.get(entry.id) !== entry);
    if (fresh.length === 0) return;
    const entries = fresh.map((entry) => ({ callId: this.callId, entry: keptById.get(entry.id) ?? entry }));
    await this.#options.store.putEntries(entries);
    for (const entry of fresh) this.#stored.set(entry.id, entry);
  }

  /** Forgets the call with everything that was stored of it. */
  async #leave(): Promise<void> {
    if (this.#isCreated) await this.#options.store.deleteCalls([this.callId]);
    this.#isGone = true;
    if (isOver(this.#state)) this.#sweepLater();
    this.#finish();
    this.#loop.stop();
  }

  #sweepLater(): void {
    if (this.#openedAtMs === undefined) return;
    const { clock, store } = this.#options;
    clock.setTimer(sweepAfterMs, () => {
      store.deleteCalls([this.callId]).catch((error: unknown) => {
        // Nobody misses what is left: it takes room, no more.
        console.warn("Sound of a call that is not kept could not be deleted.", error);
      });
    });
  }

  #finish(): void {
    void this.#lock.then((release) => release());
    this.#options.onDone();
  }
}

function isOver({ phase }: CallState): boolean {
  return phase.name === "ended";
}

/** From its start on a call is recorded as soon as there is something to hear. */
function isRecorded({ recording, phase }: CallState): boolean {
  return recording === "on" && phase.name !== "requesting-microphone" && !restingPhases.has(phase.name);
}

const restingPhases: ReadonlySet<CallState["phase"]["name"]> = new Set(["idle", "ended"]);

const recordFields = [
  "phase",
  "context",
  "usage",
  "notices",
  "gaps",
  "recording",
  "sessions",
  "underruns",
] as const;

/** Whether something has changed that the record tells, besides what was said. */
function aboutChanged(before: CallState, state: CallState): boolean {
  return recordFields.some((field) => before[field] !== state[field]);
}
