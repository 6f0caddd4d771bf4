import type { CallSeat, SeatEvents } from "../core/call/call-seat.ts";

/** A tab that lets go stores its last words first; one that stands still never answers. */
const patienceMs = 1_500;

type Locks = Pick<LockManager, "query" | "request">;

/** What tabs say to each other: `let-go` to the one that has the seat, `look` to all. */
type Word = "let-go" | "look";

/** CallSeat by a Web Lock, which the browser takes back when the tab is gone, and a channel between the tabs. */
export class WebCallSeat implements CallSeat {
  readonly #name: string;
  readonly #locks: Locks | undefined;
  readonly #channel: BroadcastChannel;
  readonly #callbacks = new Set<() => void>();
  #held: Held | undefined;
  #isClosed = false;

  /** @param platform without `locks`: an insecure page, or an old browser */
  constructor(
    name = "parley-live-call",
    platform: { readonly locks?: Locks } = navigator,
    channel = new BroadcastChannel(name),
  ) {
    this.#name = name;
    this.#locks = platform.locks;
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#onWord(data);
  }

  get isOurs(): boolean {
    return this.#held !== undefined;
  }

  async take(events: SeatEvents): Promise<boolean> {
    if (this.isOurs) return true;
    return this.#request({ ifAvailable: true }, events);
  }

  async takeOver(events: SeatEvents): Promise<void> {
    if (this.isOurs) return;
    this.#say("let-go");
    const signal = AbortSignal.timeout(patienceMs);
    if (!(await this.#request({ signal }, events))) await this.#request({ steal: true }, events);
  }

  release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.letGo();
  }

  async isTaken(): Promise<boolean | undefined> {
    if (this.#locks === undefined) return undefined;
    return !this.isOurs && (await this.#holder()) !== undefined;
  }

  async isLost(): Promise<boolean> {
    const held = this.#held;
    if (held?.clientId === undefined) return false;
    return (await this.#holder()) !== held.clientId;
  }

  tell(): void {
    this.#say("look");
  }

  onChange(callback: () => void): () => void {
    const own = () => callback();
    this.#callbacks.add(own);
    return () => this.#callbacks.delete(own);
  }

  /** Lets go of everything. */
  close(): void {
    this.release();
    this.#isClosed = true;
    this.#channel.close();
  }

  /** @returns whether the seat is ours now */
  #request(options: LockOptions, events: SeatEvents): Promise<boolean> {
    return new Promise((resolve) => {
      const held: Held = { events, clientId: undefined, letGo: () => undefined };
      const sit = async () => {
        const over = new Promise<void>((letGo) => {
          held.letGo = letGo;
        });
        this.#held = held;
        held.clientId = await this.#holder();
        this.tell();
        resolve(true);
        return over;
      };
      if (this.#locks === undefined) return void sit();
      this.#locks
        .request(this.#name, options, (lock) => (lock === null ? resolve(false) : sit()))
        // Told once the lock is free: whoever looks earlier still sees it taken.
        .then(
          () => this.tell(),
          (error: unknown) => this.#onGone(error, held, resolve),
        );
      return undefined;
    });
  }

  /** The lock was not granted in time, or taken away; or the browser refuses locks as such. */
  #onGone(error: unknown, held: Held, resolve: (taken: boolean) => void): void {
    if (this.#held === held) {
      this.#held = undefined;
      held.events.onLost();
      this.#look();
    } else if (isTimeout(error)) {
      resolve(false);
    } else {
      console.warn("Other tabs cannot be told that a call is running.", error);
      this.#held = held;
      resolve(true);
    }
  }

  /** Of the tab that has it; undefined also where the browser does not tell. */
  async #holder(): Promise<string | undefined> {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      return held.find(({ name }) => name === this.#name)?.clientId;
    } catch (error) {
      console.warn("Other tabs cannot be asked whether a call is running.", error);
      return undefined;
    }
  }

  #onWord(data: unknown): void {
    if (data === ("let-go" satisfies Word)) void this.#letGo();
    if (data === ("look" satisfies Word)) this.#look();
  }

  async #letGo(): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    await held.events.onAsked();
    if (this.#held === held) this.release();
  }

  #look(): void {
    for (const callback of this.#callbacks) callback();
  }

  #say(word: Word): void {
    if (!this.#isClosed) this.#channel.postMessage(word);
  }
}

interface Held {
  readonly events: SeatEvents;
  clientId: string | undefined;
  letGo: () => void;
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
