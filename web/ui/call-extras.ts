import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { X } from "lucide";
import "./event-list.ts";
import { icon } from "./icon.ts";
import "./live-numbers.ts";
import { base, pieces } from "./theme.ts";

/** The person is done with it. */
export class ExtrasCloseEvent extends Event {
  static readonly type = "parley-extras-close";

  constructor() {
    super(ExtrasCloseEvent.type);
  }
}

/** What a call offers beside talking. Lies over the transcript: the call's own controls stay at hand. */
@customElement("call-extras")
export class CallExtras extends LitElement {
  static override styles = [base, pieces, extrasStyles()];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>(".close")?.focus();
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="title" @keydown=${this.#onKey}>
      <div class="head">
        <h2 id="title">More</h2>
        <button class="close" type="button" aria-label="Close" @click=${this.#close}>${icon(X)}</button>
      </div>
      <div class="body">
        <live-numbers></live-numbers>
        <event-list></event-list>
      </div>
    </section>`;
  }

  readonly #close = () => this.dispatchEvent(new ExtrasCloseEvent());

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#close();
  };
}

function extrasStyles() {
  return css`
    :host {
      display: block;
      min-height: 0;
    }

    section {
      display: flex;
      flex-direction: column;
      height: 100%;
      background: var(--paper);
    }

    .head {
      display: flex;
      flex: none;
      align-items: center;
      justify-content: space-between;
      padding-inline: 20px 8px;
    }

    h2 {
      font-size: var(--body);
      font-weight: var(--strong);
    }

    .close {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      border-radius: 50%;
    }

    .body {
      display: grid;
      flex: 1;
      align-content: start;
      gap: 16px;
      min-height: 0;
      padding: 4px 16px 16px;
      overflow: hidden auto;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-extras": CallExtras;
  }
  interface HTMLElementEventMap {
    [ExtrasCloseEvent.type]: ExtrasCloseEvent;
  }
}
