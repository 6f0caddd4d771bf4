import type { AppVersions } from "../core/app-versions.ts";

/** Held by every tab of the app for as long as it is open. */
const tabLock = "parley-tab";

/** A worker that was told to take over does so within a moment, or never. */
const takeOverMs = 10_000;

/** AppVersions by the service worker of this folder. */
export class ServiceWorkerVersions implements AppVersions {
  readonly #registration: ServiceWorkerRegistration;
  readonly #waiting = new Set<() => void>();
  readonly #takenOver = new Set<() => void>();
  /** The first worker of a first visit takes the page over as well, and is no newer version. */
  #isControlled = navigator.serviceWorker.controller !== null;

  private constructor(registration: ServiceWorkerRegistration) {
    this.#registration = registration;
    registration.addEventListener("updatefound", () => this.#follow(registration.installing));
    this.#follow(registration.installing);
    navigator.serviceWorker.addEventListener("controllerchange", () => this.#onController());
  }

  /**
   * Installs the app for use without a network.
   * @param base the folder the app is served from, from `/` to `/`
   * @throws where the browser refuses: a private window, or a worker that cannot be fetched
   */
  static async register(base: string): Promise<ServiceWorkerVersions> {
    // Held until the page goes.
    void navigator.locks?.request(tabLock, { mode: "shared" }, () => new Promise(() => undefined));
    return new ServiceWorkerVersions(await navigator.serviceWorker.register(`${base}sw.js`, { scope: base }));
  }

  isWaiting(): boolean {
    return this.#registration.waiting !== null && this.#isControlled;
  }

  onWaiting(callback: () => void): () => void {
    return added(this.#waiting, callback);
  }

  async isUntouched(): Promise<boolean> {
    // A screen of its own is where a person was led, as by a share.
    if (!/^(#\/)?$/.test(location.hash) || !("locks" in navigator) || !("userActivation" in navigator))
      return false;
    const { held = [] } = await navigator.locks.query();
    const tabs = held.filter(({ name }) => name === tabLock);
    return tabs.length <= 1 && !navigator.userActivation.hasBeenActive;
  }

  async check(): Promise<void> {
    try {
      await this.#registration.update();
    } catch {
      // Without a network there is nothing newer to be had.
    }
  }

  takeOver(): Promise<void> {
    const { waiting } = this.#registration;
    if (waiting === null) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, takeOverMs);
      const stop = this.onTakenOver(done);
      // The word that workbox waits for.
      waiting.postMessage({ type: "SKIP_WAITING" });
    });
  }

  onTakenOver(callback: () => void): () => void {
    return added(this.#takenOver, callback);
  }

  reload(): void {
    location.reload();
  }

  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && this.isWaiting()) call(this.#waiting);
    });
  }

  #onController(): void {
    if (this.#isControlled) call(this.#takenOver);
    this.#isControlled = true;
  }
}

function added(callbacks: Set<() => void>, callback: () => void): () => void {
  const own = () => callback();
  callbacks.add(own);
  return () => callbacks.delete(own);
}

function call(callbacks: ReadonlySet<() => void>): void {
  for (const callback of [...callbacks]) callback();
}
