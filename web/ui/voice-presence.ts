import { css, html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { MicOff } from "lucide";
import { AppConsumer } from "./app-context.ts";
import { icon } from "./icon.ts";
import { MediaController } from "./media-controller.ts";
import type { PresenceMode } from "./phase-view.ts";
import { PresencePainter } from "./presence-painter.ts";
import { agentLayers, canvasUnits } from "./presence-shape.ts";
import { base } from "./theme.ts";
import { TickController } from "./tick-controller.ts";

/** The canvases reach over the square of 200, so that the voices have room to swing. */
const unitsRatio = canvasUnits / 200;

/** How often the worker hears of the levels: as often as the speaker tells its own. */
const tellPeriodMs = 66;

/**
 * The two voices: an outer ring that moves with the person's level, an inner body that moves with the agent's.
 * For the eye only; the phase in words stands beside it. What stands still is SVG; what moves with a voice is painted
 * by a worker: moved as SVG it kept the main thread busy for a fifth of the time.
 */
@customElement("voice-presence")
export class VoicePresence extends LitElement {
  static override styles = [base, presenceStyles()];

  @property({ reflect: true }) mode: PresenceMode = "idle";
  @property({ type: Boolean, reflect: true }) muted = false;
  /** Grows with each interruption of the agent. */
  @property({ type: Number }) interruptions = 0;

  readonly #app = new AppConsumer(this);
  readonly #calm = new MediaController(this, "(prefers-reduced-motion: reduce)");
  readonly #resize = new ResizeObserver(() => this.requestUpdate());
  #painter: PresencePainter | undefined;

  constructor() {
    super();
    // A canvas knows nothing of CSS: it is painted again when the colours change.
    new MediaController(this, "(prefers-color-scheme: dark)");
    new MediaController(this, "(forced-colors: active)");
    new TickController(
      this,
      tellPeriodMs,
      () => this.#moves(),
      () => this.#showLevels(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#closePainter();
  }

  /** The painter comes with the call, early enough to be ready for the first word, and goes with it. */
  protected override willUpdate(): void {
    const needed = this.mode !== "idle" && !this.#calm.matches;
    if (needed) this.#painter ??= new PresencePainter();
    else this.#closePainter();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="stage" aria-hidden="true">
        <svg class="ring" viewBox="0 0 200 200"><circle cx="100" cy="100" r="84" pathLength="100"></circle></svg>
        <svg class="orbit" viewBox="0 0 200 200"><circle cx="100" cy="100" r="62" pathLength="96"></circle></svg>
        <svg class="body" viewBox="0 0 200 200">
          ${agentLayers.map(({ radius }) => svg`<circle cx="100" cy="100" r=${radius}></circle>`)}
        </svg>
        ${this.#painter?.user ?? nothing} ${this.#painter?.agent ?? nothing}
        <span class="sign">${icon(MicOff)}</span>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#painter?.look(this.clientWidth, this.muted);
    const before = changed.get("interruptions");
    if (before !== undefined && this.interruptions > before) this.#painter?.interrupt();
  }

  #moves(): boolean {
    return this.#painter !== undefined && (this.mode === "listening" || this.mode === "speaking");
  }

  #showLevels(): void {
    const { levels } = this.#app.value;
    if (!document.hidden) this.#painter?.levels(levels.user(), levels.agent());
  }

  #closePainter(): void {
    this.#painter?.close();
    this.#painter = undefined;
  }
}

function presenceStyles() {
  return css`
    :host {
      display: block;
      width: var(--presence-size, 200px);
      aspect-ratio: 1;
    }

    .stage {
      position: relative;
      width: 100%;
      height: 100%;
    }

    .stage > svg,
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      overflow: visible;
      fill: none;
    }

    canvas {
      inset: calc((1 - ${unitsRatio}) * 50%);
      width: calc(${unitsRatio} * 100%);
      height: calc(${unitsRatio} * 100%);
    }

    canvas {
      opacity: 0;
    }

    canvas.user {
      color: var(--user);
    }

    canvas.agent {
      color: var(--agent);
    }

    .body circle {
      fill: var(--agent);
      transition: opacity var(--move);
    }

    .body circle:nth-of-type(1) {
      opacity: 0.14;
    }

    .body circle:nth-of-type(2) {
      opacity: 0.36;
    }

    :host([mode="thinking"]) .body circle:nth-of-type(-n + 2) {
      opacity: 0;
    }

    .ring circle {
      stroke: var(--line);
      stroke-width: 2;
      transition:
        stroke var(--move),
        opacity var(--move);
    }

    :is(:host([mode="listening"]), :host([mode="speaking"])) .ring circle {
      stroke: var(--user);
    }

    @media (prefers-reduced-motion: no-preference) {
      :is(:host([mode="listening"]), :host([mode="speaking"])) canvas {
        opacity: 1;
      }

      :is(:host([mode="listening"]), :host([mode="speaking"])) :is(.ring, .body) {
        opacity: 0;
      }
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring {
      animation: travel 1.6s linear infinite;
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring circle {
      stroke: var(--user);
      stroke-dasharray: 80 20;
      stroke-linecap: round;
    }

    :host([mode="reconnecting"]) .body {
      opacity: 0.4;
    }

    :host([muted][mode="thinking"]) .ring circle {
      stroke: var(--user);
      stroke-dasharray: 2.2 2.8;
    }

    .orbit {
      opacity: 0;
      transition: opacity var(--move);
    }

    .orbit circle {
      stroke: var(--agent);
      stroke-width: 3;
      stroke-linecap: round;
      stroke-dasharray: 1.6 2.4;
    }

    :host([mode="thinking"]) .orbit {
      opacity: 1;
      animation: travel 9s linear infinite;
    }

    .sign {
      position: absolute;
      inset-block-end: 4%;
      inset-inline-end: 4%;
      display: none;
      place-items: center;
      width: 40px;
      height: 40px;
      border: 1px solid var(--line);
      border-radius: 50%;
      background: var(--raised);
      color: var(--user);
    }

    :host([muted]) .sign {
      display: grid;
    }

    @keyframes travel {
      to {
        transform: rotate(1turn);
      }
    }

    @media (prefers-reduced-motion: reduce) {
      :host([mode="listening"]) .ring circle {
        stroke-width: 4;
      }

      :host([mode="speaking"]) .ring circle {
        stroke-width: 6;
      }

      :host([muted]) .ring circle {
        stroke-dasharray: 2.2 2.8;
      }
    }

    @media (forced-colors: active) {
      .ring circle,
      .orbit circle {
        stroke: CanvasText !important;
      }

      .body circle {
        fill: CanvasText;
      }
    }
  `;
}
