import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base } from "./theme.ts";

/** A quiet word that opens the check of sound and connection, whose code comes then. Never in the way of a call. */
@customElement("preflight-offer")
export class PreflightOffer extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: center;
        width: 100%;
      }

      button {
        min-height: 44px;
        padding-inline: 16px;
        color: var(--quiet);
        font-size: var(--secondary);
        text-decoration: underline;
        text-underline-offset: 3px;
      }

      preflight-panel {
        width: 100%;
        max-width: 480px;
      }
    `,
  ];

  /** The check is shown in place of the word. */
  @property({ type: Boolean, reflect: true }) open = false;

  protected override render(): TemplateResult {
    return this.open
      ? html`<preflight-panel></preflight-panel>`
      : html`<button type="button" @click=${this.#onClick}>${msg("Check sound and connection")}</button>`;
  }

  readonly #onClick = () => {
    this.open = true;
    import("./preflight-panel.ts").then(
      () => this.renderRoot.querySelector<HTMLElement>("preflight-panel")?.focus(),
      (error: unknown) => {
        console.error("The check did not load.", error);
        this.open = false;
      },
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "preflight-offer": PreflightOffer;
  }
}
