import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AppConsumer } from "./app-context.ts";
import { StoreController } from "./store-controller.ts";
import "./transcript-view.ts";
import { looksSame } from "./turn-item.ts";

/** More often than this nobody sees new words come, and each time costs a layout. */
const showPeriodMs = 250;

/** The transcript of the call that is on. Apart from the screen around it, since it grows many times a second. */
@customElement("call-transcript")
export class CallTranscript extends LitElement {
  static override styles = css`
    :host,
    transcript-view {
      display: block;
      height: 100%;
      min-height: 0;
    }
  `;

  readonly #app = new AppConsumer(this);
  readonly #log = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => call.log,
    looksSame,
  );

  readonly #live = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => call.phase.name === "live",
  );

  #shownAtMs = Number.NEGATIVE_INFINITY;

  /** Words come in bursts: the first are shown at once, others with those that follow. */
  protected override async scheduleUpdate(): Promise<void> {
    const waitMs = this.#shownAtMs + showPeriodMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#shownAtMs = performance.now();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    const startedAtMs = this.#app.value.call.get().startedAtMs ?? 0;
    return html`<transcript-view .log=${this.#log.value} .startedAtMs=${startedAtMs} ?live=${this.#live.value}></transcript-view>`;
  }
}
