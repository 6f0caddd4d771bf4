import type { CallLocks } from "../core/history/call-locks.ts";

const prefix = "parley-call:";

/** CallLocks by Web Locks: the browser lets go of them when the tab is gone, also after a crash. */
export class WebCallLocks implements CallLocks {
  /** One for each hold of this tab. */
  readonly #own = new Set<{ readonly callId: string }>();
  readonly #locks: Pick<LockManager, "query" | "request"> | undefined;

  /** @param platform without `locks`: an insecure page, or an old browser */
  constructor(platform: { readonly locks?: Pick<LockManager, "query" | "request"> } = navigator) {
    this.#locks = platform.locks;
  }

  async hold(callId: string): Promise<() => void> {
    const own = { callId };
    this.#own.add(own);
    let letGo: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await this.#request(callId, over);
    return () => {
      this.#own.delete(own);
      letGo();
    };
  }

  async alive(callIds: readonly string[]): Promise<ReadonlySet<string>> {
    const held = await this.#held();
    const own = new Set([...this.#own].map(({ callId }) => callId));
    return new Set(callIds.filter((id) => own.has(id) || held.has(prefix + id)));
  }

  /** Resolves once the lock is held. */
  #request(callId: string, over: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const locks = this.#locks;
      if (locks === undefined) return resolve();
      // Shared, so that it never has to wait.
      const request = locks.request(prefix + callId, { mode: "shared" }, () => {
        resolve();
        return over;
      });
      request.catch((error: unknown) => {
        console.warn("Other tabs cannot be told that this call is running.", error);
        resolve();
      });
    });
  }

  async #held(): Promise<ReadonlySet<string | undefined>> {
    try {
      const { held = [] } = (await this.#locks?.query()) ?? {};
      return new Set(held.map(({ name }) => name));
    } catch (error) {
      console.warn("Other tabs cannot be asked which calls are running.", error);
      return new Set();
    }
  }
}
