import type { ToolResponse } from "../../web/core/live/messages.ts";
import type { ToolHost } from "../../web/core/ports.ts";
import type { Card } from "../../web/core/tools/card.ts";
import { createToolState } from "../../web/core/tools/tool-state.ts";

/** A conversation as one tool call sees it; the test is the person who allows or denies. */
export class FakeToolHost implements ToolHost {
  readonly state = createToolState();
  readonly endings: string[] = [];
  readonly told: { readonly text: string; readonly response: ToolResponse | undefined }[] = [];
  readonly cards: Card[] = [];
  approvals = 0;
  /** Resolves when the person is asked. */
  readonly asked: Promise<void>;
  #ask: () => void = () => undefined;
  #answer: (allowed: boolean) => void = () => undefined;

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#ask = resolve;
    });
  }

  endCall(reason: string): void {
    this.endings.push(reason);
  }

  progress(text: string, response: ToolResponse | undefined): void {
    this.told.push({ text, response });
  }

  show(card: Card): void {
    this.cards.push(card);
  }

  approve(): Promise<boolean> {
    this.approvals += 1;
    this.#ask();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  decide(allowed: boolean): void {
    this.#answer(allowed);
  }
}
