import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { X } from "lucide";
import type { Updates } from "../app/updates.ts";
import { AppConsumer } from "./app-context.ts";
import { beside } from "./beside.ts";
import { icon } from "./icon.ts";
import { base, pieces } from "./theme.ts";

/** Says that a newer version is here. Nothing where there is none, or where it would disturb. */
@customElement("update-note")
export class UpdateNote extends LitElement {
  static override styles = [base, pieces, noteStyles()];

  readonly #app = new AppConsumer(this);
  #updates: Updates | undefined;
  #stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult {
    const isReady = this.#updates?.isReady.get() ?? false;
    this.toggleAttribute("hidden", !isReady);
    return html`<div role="status">${isReady ? html`<p>${msg("Update ready")}</p>` : nothing}</div>
      ${
        isReady
          ? html`<button class="pill" type="button" @click=${() => this.#updates?.apply()}>${msg("Update")}</button>
            <button class="later" type="button" aria-label=${msg("Later")} @click=${this.#onLater}>${icon(X)}</button>`
          : nothing
      }`;
  }

  /** The button goes away under the focus, which goes to the place in which the person is. */
  readonly #onLater = () => {
    beside(this, "nav [aria-current]")?.focus();
    this.#updates?.later();
  };

  async #follow(): Promise<void> {
    try {
      this.#updates = await this.#app.value.updates();
    } catch (error) {
      console.warn("Whether there is a newer version is not known.", error);
      return;
    }
    this.#stop();
    if (this.isConnected) this.#stop = this.#updates.isReady.subscribe(() => this.requestUpdate());
  }
}

function noteStyles() {
  return css`
    :host {
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 8px;
      min-height: 56px;
      padding-inline: 16px 4px;
      border-block-end: 1px solid var(--line);
      background: var(--surface);
    }

    :host([hidden]) {
      display: none;
    }

    div {
      flex: 1;
    }

    p {
      font-size: var(--secondary);
      font-weight: var(--strong);
    }

    .pill {
      border-color: transparent;
      background: none;
      color: var(--agent);
      font-weight: var(--strong);
    }

    .later {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      color: var(--quiet);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "update-note": UpdateNote;
  }
}
