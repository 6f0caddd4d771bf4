import type { CallSeat, SeatEvents } from "../../web/core/call/call-seat.ts";

/** The seats of all tabs of a browser without a browser. */
export class MemorySeats {
  readonly tabs = new Set<MemoryCallSeat>();
  holder: MemoryCallSeat | undefined;
}

/** CallSeat of one tab. A tab that is `frozen` answers nobody and hears of nothing until it is thawed. */
export class MemoryCallSeat implements CallSeat {
  readonly #all: MemorySeats;
  readonly #callbacks = new Set<() => void>();
  #events: SeatEvents | undefined;
  #frozen = false;

  constructor(all: MemorySeats = new MemorySeats()) {
    this.#all = all;
    all.tabs.add(this);
  }

  get isOurs(): boolean {
    return this.#events !== undefined;
  }

  async take(events: SeatEvents): Promise<boolean> {
    if (this.#all.holder !== undefined && this.#all.holder !== this) return false;
    this.#sit(events);
    return true;
  }

  async takeOver(events: SeatEvents): Promise<void> {
    if (this.isOurs) return;
    const { holder } = this.#all;
    if (holder !== undefined && !holder.#frozen) await holder.#letGo();
    this.#sit(events);
  }

  release(): void {
    if (!this.isOurs) return;
    this.#events = undefined;
    if (this.#all.holder === this) this.#all.holder = undefined;
    this.tell();
  }

  async isTaken(): Promise<boolean> {
    return this.#all.holder !== undefined && this.#all.holder !== this;
  }

  async isLost(): Promise<boolean> {
    return this.isOurs && this.#all.holder !== this;
  }

  tell(): void {
    for (const tab of this.#all.tabs) if (tab !== this && !tab.#frozen) tab.#look();
  }

  onChange(callback: () => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  close(): void {
    this.release();
    this.#all.tabs.delete(this);
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    const events = this.#events;
    if (events === undefined || this.#all.holder === this) return;
    this.#events = undefined;
    events.onLost();
    this.#look();
  }

  async #letGo(): Promise<void> {
    await this.#events?.onAsked();
    this.release();
  }

  #sit(events: SeatEvents): void {
    this.#events = events;
    this.#all.holder = this;
    this.tell();
  }

  #look(): void {
    for (const callback of this.#callbacks) callback();
  }
}
