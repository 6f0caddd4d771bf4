import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { AppConsumer } from "./app-context.ts";
import { Follower, visibleLevel } from "./presence-shape.ts";
import { levelPeriodMs, TickController } from "./tick-controller.ts";

/** How loud the microphone hears the person right now, as a bar. For the eye only. */
@customElement("level-bar")
export class LevelBar extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: 100%;
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: var(--line);
    }

    div {
      height: 100%;
      background: var(--user);
      transform: scaleX(0);
      transform-origin: 0 50%;
    }

    :host(:dir(rtl)) div {
      transform-origin: 100% 50%;
    }

    @media (forced-colors: active) {
      :host {
        border: 1px solid CanvasText;
      }

      div {
        background: Highlight;
        forced-color-adjust: none;
      }
    }
  `;

  /** What it shows, RMS 0–1; undefined: the microphone of the call. */
  @property({ attribute: false }) level: (() => number) | undefined;

  readonly #app = new AppConsumer(this);
  readonly #follower = new Follower();

  constructor() {
    super();
    new TickController(
      this,
      levelPeriodMs,
      () => this.isConnected,
      () => this.#onTick(),
    );
  }

  protected override render(): TemplateResult {
    return html`<div aria-hidden="true"></div>`;
  }

  #onTick(): void {
    const level = this.#follower.follow(
      visibleLevel(this.level?.() ?? this.#app.value.levels.user()),
      levelPeriodMs,
    );
    this.renderRoot.querySelector("div")?.style.setProperty("transform", `scaleX(${level.toFixed(3)})`);
  }
}
