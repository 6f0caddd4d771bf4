import type { WorkPlace } from "../../web/core/work-place.ts";

/** What goes on in all tabs of a browser without a browser. */
export class MemoryBrowser {
  readonly tabs = new Set<MemoryWorkPlace>();

  get isBusy(): boolean {
    return [...this.tabs].some((tab) => tab.isBusyHere);
  }

  tell(): void {
    for (const tab of this.tabs) tab.look();
  }
}

/** WorkPlace of one tab. */
export class MemoryWorkPlace implements WorkPlace {
  readonly #browser: MemoryBrowser;
  readonly #own = new Set<object>();
  readonly #callbacks = new Set<() => void>();

  constructor(browser = new MemoryBrowser()) {
    this.#browser = browser;
    browser.tabs.add(this);
  }

  get isBusyHere(): boolean {
    return this.#own.size > 0;
  }

  begin(): () => void {
    const work = {};
    this.#own.add(work);
    this.#browser.tell();
    return () => {
      if (this.#own.delete(work)) this.#browser.tell();
    };
  }

  async isBusy(): Promise<boolean> {
    return this.#browser.isBusy;
  }

  async whileIdle(action: () => Promise<void>): Promise<boolean> {
    if (this.#browser.isBusy) return false;
    await action();
    return true;
  }

  onChange(callback: () => void): () => void {
    const own = () => callback();
    this.#callbacks.add(own);
    return () => this.#callbacks.delete(own);
  }

  look(): void {
    for (const callback of this.#callbacks) callback();
  }
}
