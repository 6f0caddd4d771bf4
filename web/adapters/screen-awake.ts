import type { ScreenAwake } from "../core/call/call-signs.ts";

/** The browser as far as it keeps the screen on, replaceable for tests; without `wakeLock`: it cannot. */
export interface WakePlatform {
  readonly wakeLock: Pick<WakeLock, "request"> | undefined;
  readonly document: Pick<Document, "visibilityState" | "addEventListener">;
}

/** ScreenAwake by a Screen Wake Lock, which the browser takes back whenever the page is hidden. */
export class WebScreenAwake implements ScreenAwake {
  readonly #platform: WakePlatform;

  constructor(platform: Partial<WakePlatform> = {}) {
    // Where pages are not secure there is none, which its type does not know.
    this.#platform = { wakeLock: navigator.wakeLock, document, ...platform };
  }

  hold(): () => void {
    const { wakeLock, document } = this.#platform;
    if (wakeLock === undefined) return () => undefined;
    const over = new AbortController();
    let lock: WakeLockSentinel | undefined;
    let isAsking = false;
    const ask = async () => {
      if (isAsking || document.visibilityState !== "visible" || (lock !== undefined && !lock.released))
        return;
      isAsking = true;
      try {
        lock = await wakeLock.request("screen");
        if (over.signal.aborted) await lock.release();
      } catch {
        // Low battery, or a policy: the call goes on, and the next time the page is seen it is tried again.
      }
      isAsking = false;
    };
    document.addEventListener("visibilitychange", () => void ask(), { signal: over.signal });
    void ask();
    return () => {
      over.abort();
      lock?.release().catch(() => undefined);
    };
  }
}
