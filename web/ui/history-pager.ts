import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Asks for more rows while the end of the list is near the screen, a page for each frame at most. */
export class Pager implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #end: () => Element | null;
  readonly #observer = new IntersectionObserver((entries) => {
    // A busy page hears of several frames at once: the newest counts.
    if (entries.at(-1)?.isIntersecting === true) this.#grow();
  });
  #pages = 1;
  #observed: Element | undefined;

  /** @param end an element that reaches up from the end of the list, as far as the list is to be ahead of the screen */
  constructor(host: ReactiveControllerHost, end: () => Element | null) {
    this.#host = host;
    this.#end = end;
    host.addController(this);
  }

  /** How many pages are to be on the page. */
  get pages(): number {
    return this.#pages;
  }

  /** Another list begins. */
  reset(): void {
    this.#pages = 1;
  }

  hostUpdated(): void {
    const end = this.#end() ?? undefined;
    if (end === this.#observed) return;
    this.#observer.disconnect();
    this.#observed = end;
    if (end !== undefined) this.#observer.observe(end);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#observed = undefined;
  }

  /** Observed anew, since the end may still be near: an observer tells of changes only, and once at its start. */
  #grow(): void {
    this.#pages += 1;
    this.#observer.disconnect();
    this.#observed = undefined;
    this.#host.requestUpdate();
  }
}
