import type { ReactiveController, ReactiveControllerHost } from "lit";

/** What lies over the edges of the page: the controls above, a button below; CSS pixels. */
const coveredPx = { top: 160, bottom: 64 } as const;
/** No smooth scrolling takes longer; where `scrollend` is not told, this is its end. */
const longestScrollMs = 1000;

/** Keeps a line of its host on screen as the line changes, until the person scrolls away from it. */
export class FollowScroll implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #line: () => HTMLElement | null;
  #listening: AbortController | undefined;
  #scroller: HTMLElement | undefined;
  #isAway = false;
  /** Until then, scrolling is not the person's; `performance.now()`. */
  #ownUntilMs = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, line: () => HTMLElement | null) {
    this.#host = host;
    this.#line = line;
    host.addController(this);
  }

  /** The person has scrolled away from the line. */
  get isAway(): boolean {
    return this.#isAway;
  }

  hostConnected(): void {
    this.#scroller = scrollerOf(this.#host);
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal, passive: true };
    this.#scroller?.addEventListener("scroll", () => this.#onScroll(), options);
    this.#scroller?.addEventListener("scrollend", () => this.#yield(), options);
    for (const type of ["wheel", "touchmove"] as const)
      this.#scroller?.addEventListener(type, () => this.#yield(), options);
  }

  hostDisconnected(): void {
    this.#listening?.abort();
  }

  /** The line is another one now. */
  follow(): void {
    if (this.#isAway || this.#isVisible()) return;
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#ownUntilMs = performance.now() + longestScrollMs;
    this.#line()?.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
  }

  /** From now on it is followed again. */
  resume(): void {
    this.#setAway(false);
  }

  /** Goes to the line and follows it again. */
  back(): void {
    this.resume();
    this.follow();
  }

  #yield(): void {
    this.#ownUntilMs = 0;
  }

  #onScroll(): void {
    if (performance.now() < this.#ownUntilMs) return;
    this.#setAway(this.#line() !== null && !this.#isVisible());
  }

  #setAway(isAway: boolean): void {
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    this.#host.requestUpdate();
  }

  #isVisible(): boolean {
    const line = this.#line()?.getBoundingClientRect();
    const frame = this.#scroller?.getBoundingClientRect();
    if (line === undefined || frame === undefined) return true;
    const top = frame.top + coveredPx.top;
    const bottom = frame.bottom - coveredPx.bottom;
    // A line that is longer than the screen is there as long as a part of it is.
    return line.height > bottom - top
      ? line.top < bottom && line.bottom > top
      : line.top >= top && line.bottom <= bottom;
  }
}

/** The nearest element around this one that scrolls, across shadow trees. */
function scrollerOf(element: HTMLElement): HTMLElement | undefined {
  let around = parentOf(element);
  while (around !== undefined && !/auto|scroll/.test(getComputedStyle(around).overflowY))
    around = parentOf(around);
  return around;
}

function parentOf(element: HTMLElement): HTMLElement | undefined {
  if (element.assignedSlot !== null) return element.assignedSlot;
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot && root.host instanceof HTMLElement ? root.host : undefined;
}
