import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { History } from "../app/history-side.ts";
import { countText } from "./format.ts";
import { plural } from "./plural.ts";
import { StoreController } from "./store-controller.ts";
import { base } from "./theme.ts";

/** The toast has gone under the focus: whoever shows it finds another place for it. */
export class ToastGoneEvent extends Event {
  static readonly type = "parley-toast-gone";

  constructor() {
    super(ToastGoneEvent.type);
  }
}

/** Says which calls are about to be deleted, as long as they can be brought back. */
@customElement("history-toast")
export class HistoryToast extends LitElement {
  static override styles = [base, toastStyles()];

  @property({ attribute: false }) history: History | undefined;

  readonly #removed = new StoreController(
    this,
    () => this.#given().removed,
    (removed) => removed.length,
  );

  #hadFocus = false;

  /** For a person without a mouse, who has just deleted: the way back is at hand. */
  override async focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("button")?.focus();
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.matches(":focus-within");
  }

  protected override updated(): void {
    if (this.#hadFocus && !this.matches(":focus-within")) this.dispatchEvent(new ToastGoneEvent());
  }

  /** There from the start, since screen readers tell of changes to a region that they know. */
  protected override render(): TemplateResult {
    return html`<div role="status">${this.#toast(this.#removed.value)}</div>`;
  }

  #toast(count: number): TemplateResult | typeof nothing {
    if (count === 0) return nothing;
    return html`<p class="toast">
      <span>${plural(count, str`Call deleted`, str`${countText(count)} calls deleted`)}</span>
      <button type="button" @click=${() => this.#given().undoRemove()}>${msg("Undo")}</button>
    </p>`;
  }

  #given(): History {
    if (this.history === undefined)
      throw new Error("A history-toast needs its history before it is on the page.");
    return this.history;
  }
}

function toastStyles() {
  return css`
    :host {
      position: sticky;
      z-index: 2;
      inset-block-end: 0;
      display: block;
      height: 0;
      pointer-events: none;
    }

    /* Grows upwards over the rows; a host without height keeps the end of the list in reach. */
    [role="status"] {
      position: absolute;
      inset-inline: 0;
      inset-block-end: 16px;
      display: grid;
      justify-items: center;
    }

    .toast {
      display: flex;
      align-items: center;
      gap: 8px;
      max-width: 100%;
      padding-inline: 20px 6px;
      border: 1px solid transparent;
      border-radius: var(--radius-full);
      background: var(--ink);
      color: var(--paper);
      font-size: var(--secondary);
      box-shadow: var(--shadow);
      pointer-events: auto;
      animation: rise var(--move);
    }

    button {
      min-width: 64px;
      min-height: 48px;
      padding-inline: 14px;
      border-radius: var(--radius-full);
      font-weight: var(--strong);
      text-decoration: underline;
      text-underline-offset: 3px;
    }

    button:focus-visible {
      outline-color: var(--paper);
      outline-offset: -6px;
    }

    @media (forced-colors: active) {
      .toast {
        border-color: CanvasText;
        background: Canvas;
        color: CanvasText;
        forced-color-adjust: none;
      }
    }

    @keyframes rise {
      from {
        opacity: 0;
        translate: 0 12px;
      }
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "history-toast": HistoryToast;
  }
}
