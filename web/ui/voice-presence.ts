import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { MicOff } from "lucide";
import { invariant } from "../core/assert.ts";
import { AppConsumer } from "./app-context.ts";
import { FrameController } from "./frame-controller.ts";
import { icon } from "./icon.ts";
import { MediaController } from "./media-controller.ts";
import type { PresenceMode } from "./phase-view.ts";
import { base } from "./theme.ts";
import { canvasUnits, type Layer, VoicePainter } from "./voice-painter.ts";

/** The canvases reach over the square of 200, so that the voices have room to swing. */
const unitsRatio = canvasUnits / 200;

/** Lines of the person's ring and layers of the agent's body. */
const ring: readonly Layer[] = [
  { radius: 90, growth: 5, swing: 7, lobes: 4, drift: 1.6, alpha: 0.4, line: 1, halo: true },
  { radius: 87, growth: 3, swing: 10, lobes: 2, drift: -2.1, alpha: 0.65, line: 1.4, halo: true },
  { radius: 84, growth: 0, swing: 11, lobes: 3, drift: 2.6, alpha: 1, line: 2.2, halo: false },
];
const body: readonly Layer[] = [
  { radius: 57, growth: 7, swing: 13, lobes: 3, drift: -1.5, alpha: 0.14, line: 0, halo: true },
  { radius: 48, growth: 6, swing: 11, lobes: 2, drift: 2.1, alpha: 0.36, line: 0, halo: true },
  { radius: 37, growth: 6, swing: 6, lobes: 5, drift: 1.2, alpha: 1, line: 0, halo: false },
];

/**
 * The two voices: an outer ring that moves with the person's level, an inner body that moves with the agent's.
 * For the eye only; the phase in words stands beside it. What moves with a voice is painted on a canvas: as SVG it
 * kept the main thread busy for a fifth of the time, with nearly all of it spent on repainting.
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
  readonly #user = new VoicePainter(ring);
  readonly #agent = new VoicePainter(body);
  readonly #resize = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    // The canvas knows nothing of CSS: it is painted again when colours or sizes change.
    new MediaController(this, "(prefers-color-scheme: dark)");
    new MediaController(this, "(forced-colors: active)");
    new FrameController(
      this,
      () => this.#moves(),
      (elapsedMs) => this.#onFrame(elapsedMs),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="stage" aria-hidden="true">
        <svg class="ring" viewBox="0 0 200 200"><circle cx="100" cy="100" r="84" pathLength="100"></circle></svg>
        <svg class="orbit" viewBox="0 0 200 200"><circle cx="100" cy="100" r="62" pathLength="96"></circle></svg>
        <canvas class="user"></canvas><canvas class="agent"></canvas>
        <span class="sign">${icon(MicOff)}</span>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("interruptions");
    this.#user.dashed = this.muted;
    this.#user.halo = !this.muted;
    this.#agent.halo = this.mode !== "thinking";
    this.#user.attach(this.#canvas("user"));
    this.#agent.attach(this.#canvas("agent"));
    if (before !== undefined && this.interruptions > before) this.#interrupt();
    if (!this.#moves()) this.#rest();
    else this.#onFrame(0);
  }

  /** Whether levels are shown now. With reduced motion thickness and word say the phase instead. */
  #moves(): boolean {
    const voices = this.mode === "listening" || this.mode === "thinking" || this.mode === "speaking";
    return voices && this.isConnected && !this.#calm.matches;
  }

  #onFrame(elapsedMs: number): void {
    const { levels } = this.#app.value;
    this.#user.follow(levels.user(), elapsedMs);
    this.#agent.follow(levels.agent(), elapsedMs);
  }

  #rest(): void {
    this.#user.rest();
    this.#agent.rest();
  }

  /** The person cut in: the ring swells once, the body shrinks at once. */
  #interrupt(): void {
    this.#agent.rest();
    if (this.#calm.matches) return;
    const swell = [{ transform: "none" }, { transform: "scale(1.09)" }, { transform: "none" }];
    this.#canvas("user").animate(swell, { duration: 180, easing: "ease-out" });
  }

  #canvas(voice: "user" | "agent"): HTMLCanvasElement {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`canvas.${voice}`);
    invariant(canvas !== null, "the presence has a canvas for each voice");
    return canvas;
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

    canvas.user {
      color: var(--user);
      opacity: 0;
    }

    canvas.agent {
      color: var(--agent);
      transition: opacity var(--move);
    }

    .ring circle {
      stroke: var(--line);
      stroke-width: 2;
      transition:
        stroke var(--move),
        opacity var(--move);
    }

    :is(:host([mode="listening"]), :host([mode="speaking"])) canvas.user {
      opacity: 1;
    }

    :is(:host([mode="listening"]), :host([mode="speaking"])) .ring circle {
      stroke: var(--user);
      opacity: 0;
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring {
      animation: travel 1.6s linear infinite;
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring circle {
      stroke: var(--user);
      stroke-dasharray: 80 20;
      stroke-linecap: round;
    }

    :host([mode="reconnecting"]) canvas.agent {
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
      :is(:host([mode="listening"]), :host([mode="speaking"])) canvas.user {
        opacity: 0;
      }

      :is(:host([mode="listening"]), :host([mode="speaking"])) .ring circle {
        opacity: 1;
      }

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
    }
  `;
}
