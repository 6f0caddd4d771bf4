import { css, html, LitElement, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { MicOff } from "lucide";
import { AppConsumer } from "./app-context.ts";
import { FrameController } from "./frame-controller.ts";
import { icon } from "./icon.ts";
import type { PresenceMode } from "./phase-view.ts";
import { Follower, outlinePath, visibleLevel } from "./presence-shape.ts";
import { base } from "./theme.ts";

/** Lines of the person's ring and layers of the agent's body, in a square of 200 units. */
const ring = [
  { radius: 84, lobes: 3, swing: 11, growth: 0, drift: 2.6 },
  { radius: 87, lobes: 2, swing: 10, growth: 3, drift: -2.1 },
  { radius: 90, lobes: 4, swing: 7, growth: 5, drift: 1.6 },
] as const;
const body = [
  { radius: 57, lobes: 3, swing: 13, growth: 7, drift: -1.5 },
  { radius: 48, lobes: 2, swing: 11, growth: 6, drift: 2.1 },
  { radius: 37, lobes: 5, swing: 6, growth: 6, drift: 1.2 },
] as const;
type Layer = (typeof ring)[number] | (typeof body)[number];

/**
 * The two voices: an outer ring that moves with the person's level, an inner body that moves with the agent's.
 * For the eye only; the phase in words stands beside it.
 */
@customElement("voice-presence")
export class VoicePresence extends LitElement {
  static override styles = [base, presenceStyles()];

  @property({ reflect: true }) mode: PresenceMode = "idle";
  @property({ type: Boolean, reflect: true }) muted = false;
  /** Grows with each interruption of the agent. */
  @property({ type: Number }) interruptions = 0;

  readonly #app = new AppConsumer(this);
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #user = new Voice();
  readonly #agent = new Voice();

  constructor() {
    super();
    new FrameController(
      this,
      () => this.#moves(),
      (elapsedMs) => this.#onFrame(elapsedMs),
    );
  }

  protected override render(): TemplateResult {
    return html`
      <div class="stage" aria-hidden="true">
        <svg class="ring" viewBox="0 0 200 200">${ring.map(restingPath)}</svg>
        <svg class="orbit" viewBox="0 0 200 200"><circle cx="100" cy="100" r="62" pathLength="96"></circle></svg>
        <svg class="body" viewBox="0 0 200 200">${body.map(restingPath)}</svg>
        <span class="sign">${icon(MicOff)}</span>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("interruptions");
    if (before !== undefined && this.interruptions > before) this.#interrupt();
    if (changed.has("mode") && !this.#moves()) this.#rest();
  }

  /** Whether levels are shown now. With reduced motion thickness and word say the phase instead. */
  #moves(): boolean {
    const voices = this.mode === "listening" || this.mode === "thinking" || this.mode === "speaking";
    return voices && this.isConnected && !this.#calm.matches;
  }

  #onFrame(elapsedMs: number): void {
    const { levels } = this.#app.value;
    this.#user.follow(levels.user(), elapsedMs, this.#pathsOf("ring"), ring);
    this.#agent.follow(levels.agent(), elapsedMs, this.#pathsOf("body"), body);
  }

  #rest(): void {
    this.#user.rest(this.#pathsOf("ring"), ring);
    this.#agent.rest(this.#pathsOf("body"), body);
  }

  /** The person cut in: the ring swells once, the body shrinks at once. */
  #interrupt(): void {
    this.#agent.rest(this.#pathsOf("body"), body);
    if (this.#calm.matches) return;
    const swell = [{ transform: "none" }, { transform: "scale(1.09)" }, { transform: "none" }];
    this.renderRoot.querySelector(".ring")?.animate(swell, { duration: 180, easing: "ease-out" });
  }

  #pathsOf(part: "ring" | "body"): NodeListOf<SVGPathElement> {
    return this.renderRoot.querySelectorAll<SVGPathElement>(`.${part} path`);
  }
}

/** One voice made visible: follows its level and writes the outlines, and only when they change. */
class Voice {
  readonly #follower = new Follower();
  #turn = 0;
  #still = true;

  follow(rms: number, elapsedMs: number, paths: Iterable<SVGPathElement>, layers: readonly Layer[]): void {
    const level = this.#follower.follow(visibleLevel(rms), elapsedMs);
    if (level === 0 && this.#still) return;
    this.#still = level === 0;
    this.#turn += (level * elapsedMs) / 1000;
    this.#draw(level, paths, layers);
  }

  rest(paths: Iterable<SVGPathElement>, layers: readonly Layer[]): void {
    this.#follower.reset();
    this.#still = true;
    this.#draw(0, paths, layers);
  }

  #draw(level: number, paths: Iterable<SVGPathElement>, layers: readonly Layer[]): void {
    let index = 0;
    for (const path of paths) {
      const layer = layers[index];
      if (layer !== undefined) path.setAttribute("d", layerPath(layer, level, this.#turn));
      index += 1;
    }
  }
}

function layerPath({ radius, growth, swing, lobes, drift }: Layer, level: number, turn: number): string {
  return outlinePath({
    radius: radius + growth * level,
    swing: swing * level,
    lobes,
    turn: 1 + turn * drift,
  });
}

function restingPath(layer: Layer) {
  return svg`<path pathLength="100" d=${layerPath(layer, 0, 0)}></path>`;
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

    svg.ring,
    svg.orbit,
    svg.body {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      overflow: visible;
      fill: none;
    }

    .ring path {
      stroke: var(--user);
      stroke-width: 2;
      transition:
        stroke var(--move),
        opacity var(--move);
    }

    .ring path:nth-child(2) {
      opacity: 0.65;
      stroke-width: 1.3;
    }

    .ring path:nth-child(3) {
      opacity: 0.4;
      stroke-width: 1;
    }

    :is(:host([mode="idle"]), :host([mode="thinking"]), :host([mode="connecting"]), :host([mode="reconnecting"]))
      .ring
      path:nth-child(n + 2) {
      opacity: 0;
    }

    :is(:host([mode="idle"]), :host([mode="thinking"])) .ring path {
      stroke: var(--line);
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring {
      animation: travel 1.6s linear infinite;
    }

    :is(:host([mode="connecting"]), :host([mode="reconnecting"])) .ring path {
      stroke: var(--user);
      stroke-dasharray: 80 20;
      stroke-linecap: round;
    }

    .body {
      transition:
        transform var(--move),
        opacity var(--move);
    }

    .body path {
      fill: var(--agent);
      transition: opacity var(--move);
    }

    .body path:nth-child(1) {
      opacity: 0.14;
    }

    .body path:nth-child(2) {
      opacity: 0.36;
    }

    :host([mode="reconnecting"]) .body {
      opacity: 0.4;
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

    :host([mode="thinking"]) .body path:nth-child(-n + 2) {
      opacity: 0;
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

    :host([muted]:is([mode="listening"], [mode="thinking"], [mode="speaking"])) .ring path {
      stroke: var(--user);
      stroke-dasharray: 2.2 2.8;
    }

    :host([muted]:is([mode="listening"], [mode="thinking"], [mode="speaking"])) .ring path:nth-child(n + 2) {
      opacity: 0;
    }

    @keyframes travel {
      to {
        transform: rotate(1turn);
      }
    }

    @media (prefers-reduced-motion: reduce) {
      :host([mode="listening"]) .ring path:nth-child(1) {
        stroke-width: 4;
      }

      :host([mode="speaking"]) .ring path:nth-child(1) {
        stroke-width: 6;
      }

      .ring path:nth-child(n + 2) {
        opacity: 0 !important;
      }
    }

    @media (forced-colors: active) {
      .ring path,
      .orbit circle {
        stroke: CanvasText !important;
      }

      .body path {
        fill: CanvasText;
      }
    }
  `;
}
