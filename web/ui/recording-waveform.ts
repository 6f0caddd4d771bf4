import { msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { unreachable } from "../core/assert.ts";
import type { Waveform } from "../core/history/record.ts";
import { barsOf } from "../core/recording/bars.ts";
import type { Stretch } from "../core/recording/playhead.ts";
import type { SoundMark } from "../core/recording/sound-marks.ts";
import type { SoundPlayer } from "./recording-sound.ts";
import { recordingWaveformStyles } from "./recording-waveform-styles.ts";
import { seekText } from "./recording-words.ts";
import { base } from "./theme.ts";

/** Of a bar and the room after it, CSS pixels. */
const pitchPx = 5;
const barPx = 3;
/** Between the line in the middle and the bars of a lane. */
const middlePx = 3;
/** Height of the drawing; CSS has the same. */
const heightPx = 112;
/** Lower bars are taken for silence. */
const leastHeight = 0.06;

const stepMs = 5000;
/** What the keys of a slider move by; `Infinity` goes to the end. */
export const seekKeys: Readonly<Record<string, number>> = {
  ArrowLeft: -stepMs,
  ArrowRight: stepMs,
  ArrowDown: -stepMs,
  ArrowUp: stepMs,
  PageDown: -6 * stepMs,
  PageUp: 6 * stepMs,
  Home: -Infinity,
  End: Infinity,
};

/**
 * Both voices of a recording as two lanes, the person above and the agent below, with marks and the playhead. A
 * slider lies over it. Time runs from left to right in every language, as on every player.
 */
@customElement("recording-waveform")
export class RecordingWaveform extends LitElement {
  static override styles = [base, recordingWaveformStyles];

  @property({ attribute: false }) player: SoundPlayer | undefined;
  @property({ attribute: false }) waveform: Waveform | undefined;
  @property({ attribute: false }) marks: readonly SoundMark[] = [];
  @property({ attribute: false }) gaps: readonly Stretch[] = [];

  readonly #resize = new ResizeObserver(() => this.requestUpdate());
  #unfollow: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
    this.#followPlayer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#unfollow?.();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { player, waveform } = this;
    if (player === undefined || waveform === undefined) return nothing;
    const width = Math.max(1, this.clientWidth);
    return html`
      <div class="picture" dir="ltr" aria-hidden="true">
        ${guard([waveform, width, player], () => lanes(waveform, player.durationMs, width))}
        <svg class="signs">
          ${hatching} ${this.gaps.map((gap) => gapSign(gap, player.durationMs))}
          ${this.marks.map((mark) => markSign(mark, player.durationMs))}
        </svg>
        <div class="playhead"></div>
      </div>
      <input
        dir="ltr"
        type="range"
        aria-label=${msg("Seek")}
        min="0"
        max=${player.durationMs}
        step="any"
        @input=${(event: Event & { readonly currentTarget: HTMLInputElement }) => player.seek(event.currentTarget.valueAsNumber)}
      />
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("player")) this.#followPlayer();
    this.#showPosition();
  }

  override focus(): void {
    this.#slider()?.focus();
  }

  #slider(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  #followPlayer(): void {
    this.#unfollow?.();
    this.#unfollow = this.player?.state.listen(() => this.#showPosition());
  }

  /** Sixty times a second: nothing is rendered for it, and words change only with the second. */
  #showPosition(): void {
    const slider = this.#slider();
    const { player } = this;
    if (slider === null || player === undefined) return;
    const { positionMs } = player.state.get();
    this.style.setProperty("--at", String(player.durationMs === 0 ? 0 : positionMs / player.durationMs));
    slider.valueAsNumber = positionMs;
    const words = seekText(positionMs, player.durationMs);
    if (slider.getAttribute("aria-valuetext") !== words) slider.setAttribute("aria-valuetext", words);
  }
}

/** Twice: what is still to come is pale, what was played lies over it in full colour. */
function lanes(waveform: Waveform, durationMs: number, width: number): TemplateResult {
  const count = Math.max(1, Math.floor((width + pitchPx - barPx) / pitchPx));
  const { user, agent } = barsOf(waveform, durationMs, count);
  const drawing = (kind: string) => html`
    <svg class="lanes ${kind}" viewBox="0 0 ${width} ${heightPx}" preserveAspectRatio="none">
      ${svg`<path class="user" d=${lane(user, -1, width)}></path><path class="agent" d=${lane(agent, 1, width)}></path>`}
    </svg>
  `;
  return html`${drawing("coming")}${drawing("played")}`;
}

/** @param direction -1 grows upwards, 1 downwards */
function lane(heights: readonly number[], direction: -1 | 1, width: number): string {
  const room = heightPx / 2 - middlePx;
  const pitch = (width + pitchPx - barPx) / heights.length;
  const from = heightPx / 2 + direction * middlePx;
  return heights
    .map((height, index) =>
      height < leastHeight
        ? ""
        : `M${(index * pitch).toFixed(1)} ${from}h${barPx}v${(direction * Math.max(2, height * room)).toFixed(1)}h-${barPx}z`,
    )
    .join("");
}

const hatching = svg`<defs>
  <pattern id="hatching" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line class="hatch" x1="0" y1="0" x2="0" y2="7"></line>
  </pattern>
</defs>`;

function gapSign({ fromMs, untilMs }: Stretch, durationMs: number): TemplateResult {
  const percent = (ms: number) => `${((100 * ms) / durationMs).toFixed(3)}%`;
  return svg`<rect class="gap" x=${percent(fromMs)} y="0" width=${percent(untilMs - fromMs)} height="100%" fill="url(#hatching)"></rect>`;
}

/** Told apart by shape: a cut line, a dot, a triangle. */
function markSign({ kind, atMs }: SoundMark, durationMs: number): TemplateResult {
  const at = `${((100 * atMs) / durationMs).toFixed(3)}%`;
  switch (kind) {
    case "interruption":
      return svg`<line class="cut" x1=${at} x2=${at} y1="0" y2="100%"></line>`;
    case "tool":
      return svg`<circle class="tool" cx=${at} cy="50%" r="4.5"></circle>`;
    case "notice":
      return svg`<svg class="notice" x=${at} y="0" overflow="visible"><path d="M-5 0h10l-5 8z"></path></svg>`;
    default:
      return unreachable(kind);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "recording-waveform": RecordingWaveform;
  }
}
