import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { History } from "lucide";
import { icon } from "./icon.ts";
import { base } from "./theme.ts";

/** The calls kept on this device; for now the empty state. */
@customElement("history-screen")
export class HistoryScreen extends LitElement {
  static override styles = [base, historyStyles()];

  protected override render(): TemplateResult {
    return html`
      <h1>History</h1>
      <div class="empty">
        <span class="sign">${icon(History)}</span>
        <p>Your calls will be kept here, on this device.</p>
      </div>
    `;
  }
}

function historyStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      max-width: 760px;
      min-height: 100%;
      margin-inline: auto;
      padding-inline: 16px;
    }

    h1 {
      padding-block: 15px;
      font-size: var(--body);
      font-weight: var(--strong);
    }

    .empty {
      display: grid;
      flex: 1;
      align-content: center;
      justify-items: center;
      gap: 16px;
      padding-block-end: 56px;
      color: var(--quiet);
      text-align: center;
      text-wrap: balance;
    }

    .sign {
      display: grid;
      place-items: center;
      width: 64px;
      height: 64px;
      border-radius: 50%;
      background: var(--agent-tint);
      color: var(--agent);
    }
  `;
}
