import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Pages that are on the page at once: ten screens of a phone. More of them make every change of the list slow. */
const mostPages = 10;

/** Pages that come at once when somebody jumps back far. */
const fewPages = 3;

/** What a list shows the pager of itself. */
export interface PagedList {
  /** Reaches up from the end of the list, as far as the list is to be ahead of the screen. */
  end(): Element | null;
  /** Reaches down from the list's beginning over the room of the pages that are not there, and as far again. */
  start(): Element | null;
  /** How high the first page is, in px; undefined while it must stay, or is not drawn. */
  firstHeight(): number | undefined;
}

/**
 * Keeps the rows around the screen on the page: asks for more, a page for each frame at most, and leaves room for those
 * above that are far away.
 */
export class Pager implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #list: PagedList;
  readonly #observer = new IntersectionObserver((entries) => this.#look(entries));
  /** Of the pages that are not there any more, from the first one on. */
  #heights: number[] = [];
  #end = 1;
  #observed: readonly Element[] = [];

  constructor(host: ReactiveControllerHost, list: PagedList) {
    this.#host = host;
    this.#list = list;
    host.addController(this);
  }

  /** The first page that is there. */
  get first(): number {
    return this.#heights.length;
  }

  /** The page behind the last one that is there. */
  get end(): number {
    return this.#end;
  }

  /** How much room the pages before the first one take, in px. */
  get room(): number {
    return this.#heights.reduce((sum, height) => sum + height, 0);
  }

  /** Another list begins. */
  reset(): void {
    this.#heights = [];
    this.#end = 1;
  }

  hostUpdated(): void {
    const edges = [this.#list.start(), this.#list.end()].filter((edge) => edge !== null);
    if (edges.length === this.#observed.length && edges.every((edge, i) => edge === this.#observed[i]))
      return;
    this.#observer.disconnect();
    this.#observed = edges;
    for (const edge of edges) this.#observer.observe(edge);
  }

  hostDisconnected(): void {
    this.#forget();
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    // A busy page hears of several frames at once: the newest counts.
    const newest = (edge: Element | null) => entries.findLast(({ target }) => target === edge);
    const start = newest(this.#list.start());
    if (start?.isIntersecting === true) this.#back(start);
    else if (newest(this.#list.end())?.isIntersecting === true) this.#grow();
  }

  #grow(): void {
    const height = this.#end - this.first < mostPages ? undefined : this.#list.firstHeight();
    if (height !== undefined) this.#heights.push(height);
    this.#end += 1;
    this.#changed();
  }

  /** Brings back the pages around the screen. */
  #back({ boundingClientRect, rootBounds }: IntersectionObserverEntry): void {
    const seenFrom = (rootBounds?.top ?? 0) - boundingClientRect.top;
    const ahead = boundingClientRect.height - this.room;
    const before = this.first;
    while (this.first > 0 && this.room > seenFrom - ahead) this.#heights.pop();
    const pages = before - this.first > fewPages ? fewPages : mostPages;
    this.#end = Math.min(this.#end, this.first + pages);
    this.#changed();
  }

  /** Observed anew, since an edge may still be near: an observer tells of changes only, and once at its start. */
  #changed(): void {
    this.#forget();
    this.#host.requestUpdate();
  }

  #forget(): void {
    this.#observer.disconnect();
    this.#observed = [];
  }
}
