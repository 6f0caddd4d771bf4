import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleAlert } from "lucide";
import { unreachable } from "../core/assert.ts";
import type { CallError } from "../core/errors.ts";
import { AppConsumer } from "./app-context.ts";
import { type Trouble, type TroubleAction, troubleOf } from "./error-text.ts";
import { countText } from "./format.ts";
import { icon } from "./icon.ts";
import { plural } from "./plural.ts";
import { routes } from "./route.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

/** The person wants the server asked again. */
export class TryAgainEvent extends Event {
  static readonly type = "parley-try-again";

  constructor() {
    super(TryAgainEvent.type);
  }
}

/** What went wrong in one sentence, and what to do about it. */
@customElement("trouble-card")
export class TroubleCard extends LitElement {
  static override styles = [base, pieces, cardStyles()];

  @property({ attribute: false }) error: CallError | undefined;
  /** When it happened; milliseconds since the epoch. */
  @property({ type: Number }) atMs = 0;

  readonly #app = new AppConsumer(this);

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => this.#waitLeftMs() > 0,
      () => this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.error === undefined) return nothing;
    const trouble = troubleOf(this.error);
    return html`
      <div class="card">
        ${icon(CircleAlert)}
        <div class="text">
          <p role="alert">${trouble.sentence} ${this.#wait(trouble)}</p>
          ${trouble.action === undefined ? nothing : this.#action(trouble.action)}
        </div>
      </div>
    `;
  }

  /** Counts down in silence: only the first number is announced, with the sentence. */
  #wait({ waitMs }: Trouble): TemplateResult | typeof nothing {
    if (waitMs === undefined) return nothing;
    const seconds = Math.ceil(this.#waitLeftMs() / 1000);
    const words =
      seconds > 0
        ? plural(
            seconds,
            str`Try again in ${countText(seconds)} second.`,
            str`Try again in ${countText(seconds)} seconds.`,
          )
        : msg("Try again now.");
    return html`<span aria-live="off">${words}</span>`;
  }

  #waitLeftMs(): number {
    if (this.error === undefined) return 0;
    return this.atMs + (troubleOf(this.error).waitMs ?? 0) - this.#app.value.now();
  }

  #action(action: TroubleAction): TemplateResult {
    switch (action) {
      case "ask-server-again":
        return html`<button class="pill" type="button" @click=${() => this.dispatchEvent(new TryAgainEvent())}>${msg("Try again")}</button>`;
      case "change-settings":
        return html`<a class="pill" href=${routes.settings}>${msg("Change them")}</a>`;
      case "call-again":
        return html`<button class="pill" type="button" @click=${() => this.#app.value.startCall()}>${msg("Call again")}</button>`;
      case "enter-access-code":
        return this.#accessCode();
      default:
        return unreachable(action);
    }
  }

  #accessCode(): TemplateResult {
    const { settings } = this.#app.value;
    return html`<label>
      ${msg("Access code")}
      <input
        type="password"
        autocomplete="current-password"
        .value=${settings.get().accessCode}
        @input=${this.#onCode}
      />
    </label>`;
  }

  #onCode(event: InputEvent & { readonly currentTarget: HTMLInputElement }): void {
    this.#app.value.change({ accessCode: event.currentTarget.value.trim() });
  }
}

function cardStyles() {
  return css`
    :host {
      display: block;
      width: 100%;
      max-width: 480px;
    }

    .card {
      display: flex;
      gap: 12px;
      padding: 14px 16px;
      border: 1px solid transparent;
      border-radius: var(--radius-row);
      background: var(--alert-tint);
      color: var(--ink);
      text-align: start;
    }

    svg.icon {
      margin-block-start: 1px;
      color: var(--alert);
    }

    .text {
      display: grid;
      gap: 12px;
      justify-items: start;
      min-width: 0;
      flex: 1;
    }

    p {
      font-size: 0.9375rem;
      overflow-wrap: anywhere;
    }

    span {
      font-variant-numeric: tabular-nums;
    }

    label {
      display: grid;
      gap: 4px;
      width: 100%;
      font-size: var(--meta);
      font-weight: var(--strong);
    }

    input {
      width: 100%;
      min-height: 44px;
      padding: 0 14px;
      border: 1px solid var(--quiet);
      border-radius: var(--radius-card);
      background: var(--surface);
      font-size: var(--body);
      font-weight: 400;
    }
  `;
}

declare global {
  interface HTMLElementEventMap {
    [TryAgainEvent.type]: TryAgainEvent;
  }
}
