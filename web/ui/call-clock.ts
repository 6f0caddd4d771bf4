import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { inCall } from "../core/call/in-call.ts";
import { AppConsumer } from "./app-context.ts";
import { clockText } from "./format.ts";
import { elapsedMs } from "./phase-view.ts";
import { StoreController } from "./store-controller.ts";
import { secondMs, TickController } from "./tick-controller.ts";

/** How long the call lasts, or lasted. */
@customElement("call-clock")
export class CallClock extends LitElement {
  static override styles = css`
    :host {
      color: var(--quiet);
      font-variant-numeric: tabular-nums;
    }
  `;

  readonly #app = new AppConsumer(this);
  readonly #phase = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => call.phase,
  );

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => inCall(this.#phase.value),
      () => this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const elapsed = elapsedMs(this.#app.value.call.get(), this.#app.value.now());
    return elapsed === undefined
      ? nothing
      : html`<span role="timer" aria-label=${msg("Length of the call")}>${clockText(elapsed)}</span>`;
  }
}
