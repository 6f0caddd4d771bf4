import { defaultSettings, type Settings } from "../../web/core/settings.ts";
import type { Card } from "../../web/core/tools/card.ts";
import type { CallHistory, PastCall } from "../../web/core/tools/history.ts";
import type { ToolContext } from "../../web/core/tools/tool.ts";
import {
  ToolFetchError,
  type ToolFetchOptions,
  type ToolFetchResult,
} from "../../web/core/tools/tool-fetch.ts";
import { createToolState } from "../../web/core/tools/tool-state.ts";
import { MemoryToolStore } from "./memory-tool-store.ts";

/** One fetch that a tool made. */
export interface FetchedUrl {
  readonly url: URL;
  readonly options: ToolFetchOptions;
}

/** A world for one tool, whose time, network and past are the test's. */
export class FakeToolContext implements ToolContext {
  readonly callId = "call-1";
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly state = createToolState();
  readonly store = new MemoryToolStore();
  readonly timeZone = "Europe/Berlin";
  readonly fetched: FetchedUrl[] = [];
  readonly cards: Card[] = [];
  readonly told: { readonly text: string; readonly tellAgent: boolean }[] = [];
  ended: string | undefined;
  nonBlocking = true;
  /** Runs for `wait`, which takes no time unless the test says otherwise. */
  pass: (ms: number) => Promise<void> = async (ms) => {
    this.nowMs += ms;
  };
  settings: Settings = defaultSettings;
  nowMs = Date.UTC(2026, 10, 20, 12, 0);
  /** Earlier conversations, oldest first. */
  past: readonly PastCall[] = [];
  /** Answers fetches; a status of 400 and above is thrown as the real one does. */
  answer: (url: URL, options: ToolFetchOptions) => { readonly status?: number; readonly body: unknown } =
    () => ({
      status: 404,
      body: {},
    });

  readonly history: CallHistory = {
    search: async (query, limit) => {
      const words = query.toLowerCase().split(/\s+/);
      const text = (call: PastCall) => call.turns.map((turn) => turn.text.toLowerCase()).join(" ");
      const found = this.past.filter((call) => words.every((word) => text(call).includes(word)));
      return found.toReversed().slice(0, limit);
    },
    between: async (fromMs, untilMs) =>
      this.past.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < untilMs),
  };

  now(): number {
    return this.nowMs;
  }

  async fetch(address: string, options: ToolFetchOptions = {}): Promise<ToolFetchResult> {
    const url = new URL(address);
    this.fetched.push({ url, options });
    const { status = 200, body } = this.answer(url, options);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    if (status >= 400)
      throw new ToolFetchError("refused", `${url.host} answered ${status}.`, { status, text });
    return { status, text, json: () => JSON.parse(text) };
  }

  progress(text: string, { tellAgent = false }: { readonly tellAgent?: boolean } = {}): void {
    this.told.push({ text, tellAgent });
  }

  show(card: Card): void {
    this.cards.push(card);
  }

  async wait(ms: number): Promise<void> {
    this.signal.throwIfAborted();
    await this.pass(ms);
    this.signal.throwIfAborted();
  }

  endCall(reason: string): void {
    this.ended = reason;
  }
}
