import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { ArrowDown } from "lucide";
import { unreachable } from "../core/assert.ts";
import type { LogEntry, Turn } from "../core/call/log-entry.ts";
import { icon } from "./icon.ts";
import { locale } from "./locale.ts";
import { base, pieces } from "./theme.ts";
import { finishedTurns, spokenTurn, turnItem, turnStyles } from "./turn-item.ts";

/** Closer to the end than this counts as being there, in CSS pixels: zoomed pages scroll in fractions. */
const nearPx = 24;

/** Turns that are announced at once: a message, and the answer that it cuts short. */
const mostNews = 2;

let cardsAsked = false;

/** Most calls begin without a tool: the code of its card comes with the first. */
async function loadCards(): Promise<void> {
  cardsAsked = true;
  try {
    await import("./tool-call-card.ts");
  } catch (error) {
    console.error("The cards of tool calls did not load.", error);
    cardsAsked = false;
  }
}

/**
 * The words of a call, newest last. Stays with the newest line unless the person scrolled up. The log itself is
 * silent for screen readers, since open turns grow many times a second: finished turns are announced instead.
 */
@customElement("transcript-view")
export class TranscriptView extends LitElement {
  static override styles = [base, pieces, turnStyles, viewStyles()];

  @property({ attribute: false }) log: readonly LogEntry[] = [];
  /** Times in the transcript count from here; milliseconds since the epoch. */
  @property({ type: Number }) startedAtMs = 0;

  /** The call is on: its tool calls can be stopped, allowed and repeated. */
  @property({ type: Boolean }) live = false;

  readonly #resize = new ResizeObserver(() => this.#follow());
  #following = true;
  /** Where following has scrolled to: only a person scrolls back from there. */
  #followedTo = 0;
  /** Finished turns that are no news any more. */
  #told: ReadonlySet<number> = new Set();
  #news: readonly Turn[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watchSizes();
  }

  protected override firstUpdated(): void {
    this.#watchSizes();
  }

  /** Told after the layout, so that following the newest line never forces one. */
  #watchSizes(): void {
    const entries = this.renderRoot?.querySelector(".entries");
    this.#resize.observe(this);
    if (entries) this.#resize.observe(entries);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("startedAtMs")) this.#following = true;
    if (changed.has("log")) this.#announce();
    if (!cardsAsked && this.log.some(({ kind }) => kind === "tool-call")) void loadCards();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="log" role="log" aria-label=${msg("Transcript")} aria-live="off" tabindex="0" @scroll=${this.#onScroll}>
        <div class="entries">
          ${repeat(
            this.log,
            (entry) => entry.id,
            (entry) => guard([entry, this.startedAtMs, this.live, locale()], () => this.#entry(entry)),
          )}
        </div>
      </div>
      <div class="visually-hidden" aria-live="polite">${repeat(
        this.#news,
        ({ id }) => id,
        (turn) => html`<p>${spokenTurn(turn)}</p>`,
      )}</div>
      ${this.#following ? nothing : this.#newestButton()}
    `;
  }

  #entry(entry: LogEntry): TemplateResult {
    switch (entry.kind) {
      case "turn":
        return turnItem(entry, this.startedAtMs);
      case "tool-call":
        return html`<tool-call-card .entry=${entry} ?live=${this.live}></tool-call-card>`;
      default:
        return unreachable(entry);
    }
  }

  #newestButton(): TemplateResult {
    return html`<button class="pill newest" type="button" @click=${this.#goToNewest}>${icon(ArrowDown)}${msg("Newest")}</button>`;
  }

  /** What was there before this view opened is not news. An element for each turn: the same words may be said twice. */
  #announce(): void {
    const finished = finishedTurns(this.log);
    const isTold = ({ id }: Turn) => this.#told.has(id);
    const news = finished.slice(finished.findLastIndex(isTold) + 1).slice(-mostNews);
    this.#told = new Set(finished.map(({ id }) => id));
    if (this.hasUpdated && news.length > 0) this.#news = news;
  }

  #logElement(): Element | null {
    return this.renderRoot.querySelector(".log");
  }

  #follow(): void {
    const log = this.#logElement();
    if (!this.#following || log === null) return;
    log.scrollTop = log.scrollHeight;
    this.#followedTo = log.scrollTop;
  }

  #onScroll(): void {
    const log = this.#logElement();
    if (log === null) return;
    const isNear = log.scrollHeight - log.clientHeight - log.scrollTop < nearPx;
    // New words may have come since this scroll was done; the layout that shows them will follow them.
    const following = isNear || (this.#following && log.scrollTop >= this.#followedTo);
    if (following === this.#following) return;
    this.#following = following;
    this.requestUpdate();
  }

  /** The button goes away under the focus, so the focus moves on to what it led to. */
  #goToNewest(): void {
    this.#following = true;
    this.#follow();
    this.requestUpdate();
    this.renderRoot.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
  }
}

function viewStyles() {
  return css`
    :host {
      position: relative;
      display: block;
      min-height: 0;
    }

    .log {
      display: flex;
      flex-direction: column;
      height: 100%;
      padding: 32px 20px 20px;
      overflow: hidden auto;
      overscroll-behavior: contain;
      mask-image: linear-gradient(transparent, #000 40px);
      scrollbar-width: thin;
      scrollbar-color: var(--line) transparent;
    }

    .log:focus-visible {
      outline-offset: -3px;
      border-radius: var(--radius-card);
      mask-image: none;
    }

    .entries {
      display: flex;
      flex-direction: column;
      gap: 20px;
      margin-block-start: auto;
    }

    .newest {
      position: absolute;
      inset-block-end: 12px;
      inset-inline: 0;
      width: max-content;
      margin-inline: auto;
      box-shadow: var(--shadow);
    }

    .newest svg.icon {
      width: 18px;
      height: 18px;
    }

    @media (forced-colors: active) {
      .log {
        mask-image: none;
      }
    }
  `;
}
