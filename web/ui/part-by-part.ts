import type { LitElement, ReactiveController } from "lit";

/**
 * Shows a long screen a part at a time: some at once, then one a task, so that none of them holds up the page. The host
 * says `aria-busy` until all are there.
 */
export class PartByPart implements ReactiveController {
  readonly #host: LitElement;
  #shown: number;
  #parts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param first as many as the first look shows */
  constructor(host: LitElement, first: number) {
    this.#host = host;
    this.#shown = first;
    host.addController(this);
  }

  /** Those that are there by now. */
  of<Part>(parts: readonly (() => Part)[]): readonly Part[] {
    this.#parts = parts.length;
    return parts.slice(0, this.#shown).map((part) => part());
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const isWhole = this.#shown >= this.#parts;
    this.#host.ariaBusy = isWhole ? null : "true";
    if (isWhole || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#shown += 1;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
