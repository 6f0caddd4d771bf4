import type { WorkPlace } from "../core/work-place.ts";

type Locks = Pick<LockManager, "query" | "request">;

/**
 * WorkPlace by a Web Lock that all work shares, which the browser takes back when a tab is gone, and a channel between the
 * tabs. Without locks, as in an old browser, each tab knows its own work only.
 */
export class WebWorkPlace implements WorkPlace {
  readonly #name: string;
  readonly #locks: Locks | undefined;
  readonly #channel: BroadcastChannel;
  readonly #callbacks = new Set<() => void>();
  readonly #own = new Set<object>();

  /** @param platform without `locks`: an insecure page, or an old browser */
  constructor(name = "parley-work", platform: { readonly locks?: Locks } = navigator) {
    this.#name = name;
    this.#locks = platform.locks;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = () => this.#look();
  }

  get isBusyHere(): boolean {
    return this.#own.size > 0;
  }

  begin(): () => void {
    const work = {};
    let letGo: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    this.#own.add(work);
    this.#hold(over).catch((error: unknown) =>
      console.warn("Other tabs cannot be told of a call or an export here.", error),
    );
    this.#look();
    return () => {
      if (!this.#own.delete(work)) return;
      letGo();
      this.#look();
    };
  }

  async isBusy(): Promise<boolean> {
    if (this.isBusyHere) return true;
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      return this.isBusyHere || held.some(({ name }) => name === this.#name);
    } catch (error) {
      console.warn("Other tabs cannot be asked whether they have a call or an export.", error);
      return this.isBusyHere;
    }
  }

  async whileIdle(action: () => Promise<void>): Promise<boolean> {
    if (this.isBusyHere) return false;
    if (this.#locks === undefined) {
      await action();
      return true;
    }
    return this.#locks.request(this.#name, { ifAvailable: true }, async (lock) => {
      if (lock === null || this.isBusyHere) return false;
      await action();
      return true;
    });
  }

  onChange(callback: () => void): () => void {
    const own = () => callback();
    this.#callbacks.add(own);
    return () => this.#callbacks.delete(own);
  }

  /** Hears and says nothing any more. */
  close(): void {
    this.#channel.close();
    this.#callbacks.clear();
  }

  async #hold(over: Promise<void>): Promise<void> {
    await this.#locks?.request(this.#name, { mode: "shared" }, () => {
      this.#tell();
      return over;
    });
    // Told once the lock is free: whoever looks earlier still sees it taken.
    this.#tell();
    this.#look();
  }

  #tell(): void {
    try {
      this.#channel.postMessage("look");
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      // Closed meanwhile: nobody listens here any more.
    }
  }

  #look(): void {
    for (const callback of this.#callbacks) callback();
  }
}
