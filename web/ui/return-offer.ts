import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AppWindow, PhoneMissed } from "lucide";
import type { CallOffer, Returning } from "../app/returning.ts";
import { agentName } from "./agent-name.ts";
import { AppConsumer } from "./app-context.ts";
import { beside } from "./beside.ts";
import type { CallControls } from "./call-controls.ts";
import { icon } from "./icon.ts";
import { perLocale } from "./locale.ts";
import { base, pieces } from "./theme.ts";
import { TickController } from "./tick-controller.ts";

const minuteMs = 60_000;

/** A call that was cut off, or that another tab has, and the way back to it. Nothing where there is none. */
@customElement("return-offer")
export class ReturnOffer extends LitElement {
  static override styles = [base, pieces, offerStyles()];

  readonly #app = new AppConsumer(this);
  #returning: Returning | undefined;
  #stop: () => void = () => undefined;

  constructor() {
    super();
    new TickController(
      this,
      minuteMs,
      () => this.#offer.type === "return",
      () => this.requestUpdate(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult | typeof nothing {
    const offer = this.#offer;
    this.toggleAttribute("hidden", offer.type === "none");
    switch (offer.type) {
      case "none":
        return nothing;
      case "return":
        return this.#back(agentName(offer.agent), offer.leftAtMs);
      case "elsewhere":
        return this.#elsewhere(offer.moved);
      default:
        return offer satisfies never;
    }
  }

  get #offer(): CallOffer {
    return this.#returning?.offer.get() ?? { type: "none" };
  }

  #back(name: string, leftAtMs: number): TemplateResult {
    const ago = agoText(this.#app.value.now() - leftAtMs);
    const sentence =
      name === ""
        ? msg(str`Your call was cut off ${ago}.`)
        : msg(str`Your call with ${name} was cut off ${ago}.`);
    return html`<div class="card">
      ${icon(PhoneMissed)}
        <p role="status">${sentence}</p>
        <div class="choices">
          <button class="pill main" type="button" @pointerenter=${this.#onReach} @focus=${this.#onReach}
            @click=${() => this.#answer((returning) => returning.comeBack())}>${msg("Return to the call")}</button>
          <button class="pill" type="button" @click=${() => this.#answer((returning) => returning.decline())}>${msg("Not now")}</button>
        </div>
    </div>`;
  }

  #elsewhere(moved: boolean): TemplateResult {
    return html`<div class="card">
      ${icon(AppWindow)}
        <p role="status">${moved ? msg("The call went on in another tab.") : msg("A call is running in another tab.")}</p>
        <div class="choices">
          <button class="pill main" type="button" @pointerenter=${this.#onReach} @focus=${this.#onReach}
            @click=${() => this.#answer((returning) => returning.takeOver())}>${msg("Take it over here")}</button>
        </div>
    </div>`;
  }

  /** The button that was pressed goes away, so the focus goes to the one for calls. */
  #answer(say: (returning: Returning) => void): void {
    beside<CallControls>(this, "call-controls")?.focus();
    if (this.#returning !== undefined) say(this.#returning);
  }

  readonly #onReach = () => this.#app.value.prepareCall();

  /** What cannot be fetched now is there when the person calls. */
  async #follow(): Promise<void> {
    try {
      this.#returning = await this.#app.value.returning();
    } catch (error) {
      console.warn("Whether there is a call to return to is not known.", error);
      return;
    }
    this.#stop();
    if (this.isConnected) this.#stop = this.#returning.offer.subscribe(() => this.requestUpdate());
  }
}

const ago = perLocale((locale) => new Intl.RelativeTimeFormat(locale));

/** How long ago something was, in words. */
function agoText(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return msg("just now");
  return minutes < 60 ? ago().format(-minutes, "minute") : ago().format(-Math.floor(minutes / 60), "hour");
}

function offerStyles() {
  return css`
    :host {
      display: block;
      width: 100%;
      max-width: 480px;
      margin-block-end: 16px;
    }

    :host([hidden]) {
      display: none;
    }

    .card {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 12px;
      padding: 14px 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius-row);
      background: var(--raised);
      color: var(--ink);
      text-align: start;
    }

    svg.icon {
      margin-block-start: 1px;
      color: var(--agent);
    }

    .choices {
      display: flex;
      grid-column: 1 / -1;
      flex-wrap: wrap;
      gap: 8px;
    }

    p {
      font-size: 0.9375rem;
      overflow-wrap: anywhere;
    }

    /* Also under the pointer: it keeps its colour. */
    .pill.main {
      border-color: transparent;
      background: var(--agent);
      color: var(--on-colour);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "return-offer": ReturnOffer;
  }
}
