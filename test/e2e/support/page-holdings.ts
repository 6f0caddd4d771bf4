import type { CDPSession, Page } from "playwright";
import type { Phone } from "./phone.ts";

/** What a page holds at a moment, after a garbage collection. */
export interface Holdings {
  /** Microphone tracks. */
  readonly tracks: number;
  readonly sockets: number;
  /** Audio contexts that run. */
  readonly contexts: number;
  readonly worklets: number;
  readonly workers: number;
  readonly timers: number;
  readonly listeners: number;
  readonly heapBytes: number;
}

/** Counts what a page holds: give {@link countTimers} to the phone as `before`, and open this before the call. */
export class PageHoldings {
  readonly #phone: Phone;
  readonly #devtools: CDPSession;
  /** Each with the context that it is in. */
  readonly #worklets = new Map<string, string>();

  private constructor(phone: Phone, devtools: CDPSession) {
    this.#phone = phone;
    this.#devtools = devtools;
    devtools.on("WebAudio.audioNodeCreated", ({ node }) => {
      if (node.nodeType === "AudioWorklet") this.#worklets.set(node.nodeId, node.contextId);
    });
    devtools.on("WebAudio.audioNodeWillBeDestroyed", ({ nodeId }) => this.#worklets.delete(nodeId));
    // Its nodes end with it, without a word of their own.
    devtools.on("WebAudio.contextWillBeDestroyed", ({ contextId }) => {
      for (const [node, context] of this.#worklets) if (context === contextId) this.#worklets.delete(node);
    });
  }

  static async of(phone: Phone): Promise<PageHoldings> {
    const devtools = await phone.page.context().newCDPSession(phone.page);
    await devtools.send("Performance.enable");
    await devtools.send("WebAudio.enable");
    return new PageHoldings(phone, devtools);
  }

  async count(): Promise<Holdings> {
    const { page } = this.#phone;
    await this.#devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await this.#devtools.send("Performance.getMetrics");
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return {
      ...(await this.#phone.held()),
      worklets: this.#worklets.size,
      workers: page.workers().length,
      timers: await openTimers(page),
      listeners: metric("JSEventListeners"),
      heapBytes: metric("JSHeapUsedSize"),
    };
  }
}

/** Of what a page holds more than before, in words; the heap, which grows with what was said, aside. */
export function moreHeld(before: Holdings, now: Holdings): readonly string[] {
  const { heapBytes: _, ...counts } = now;
  const names = Object.keys(counts) as (keyof typeof counts)[];
  return names.flatMap((name) =>
    now[name] > before[name] ? [`${name}: ${now[name]} after ${before[name]}`] : [],
  );
}

declare global {
  interface Window {
    /** Handles of timers that are set and have not gone off, intervals included. */
    readonly openTimers: ReadonlySet<unknown>;
  }
}

function openTimers(page: Page): Promise<number> {
  return page.evaluate(() => window.openTimers.size);
}

/** Notes the timers of the page, without changing what they do. Runs in the page before the app; uses nothing from here. */
export function countTimers(): void {
  const open = new Set<unknown>();
  const { setTimeout: later, clearTimeout: cancel, setInterval: often, clearInterval: stop } = window;
  const call = (handler: TimerHandler, args: readonly unknown[]) => {
    if (typeof handler === "function") Reflect.apply(handler, window, args);
  };
  window.setTimeout = ((handler: TimerHandler, delayMs?: number, ...args: unknown[]) => {
    const id = later(() => {
      open.delete(id);
      call(handler, args);
    }, delayMs);
    open.add(id);
    return id;
  }) as typeof window.setTimeout;
  window.setInterval = ((handler: TimerHandler, delayMs?: number, ...args: unknown[]) => {
    const id = often(handler, delayMs, ...args);
    open.add(id);
    return id;
  }) as typeof window.setInterval;
  window.clearTimeout = (id) => {
    if (id !== undefined) open.delete(id);
    cancel(id);
  };
  window.clearInterval = (id) => {
    if (id !== undefined) open.delete(id);
    stop(id);
  };
  Object.defineProperty(window, "openTimers", { value: open });
}
