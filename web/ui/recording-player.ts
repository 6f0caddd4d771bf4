import { msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Pause, Play, RotateCcw, RotateCw } from "lucide";
import type { EncodeJob, KeptCall, KeptSound } from "../app/history-side.ts";
import { unreachable } from "../core/assert.ts";
import { gapsOf } from "../core/history/sound-state.ts";
import { keyDeed } from "../core/keys.ts";
import { type SoundMark, soundGaps, soundMarks } from "../core/recording/sound-marks.ts";
import { clockText } from "./format.ts";
import { icon } from "./icon.ts";
import type { SoundView } from "./kept-call.ts";
import { perLocale } from "./locale.ts";
import { PlayStateController } from "./play-state-controller.ts";
import { encodeRow } from "./recording-encode-row.ts";
import { recordingLegend } from "./recording-legend.ts";
import { recordingPlayerStyles } from "./recording-player-styles.ts";
import { type SoundPlayer, speeds } from "./recording-sound.ts";
import { seekKeys } from "./recording-waveform.ts";
import { base, pieces } from "./theme.ts";

const stepMs = 5000;
const numbers = perLocale((locale) => new Intl.NumberFormat(locale));
const speedText = (speed: number) => `${numbers().format(speed)}×`;

/** The sound of a call: both voices to look at, and everything to listen with. */
@customElement("recording-player")
export class RecordingPlayer extends LitElement {
  static override styles = [base, pieces, recordingPlayerStyles];

  @property({ attribute: false }) kept: KeptCall | undefined;
  @property({ attribute: false }) sound: SoundView = { status: "loading" };
  @property({ attribute: false }) job: EncodeJob | undefined;

  readonly #second = this.#of(({ positionMs }) => Math.floor(positionMs / 1000));
  readonly #isPlaying = this.#of(({ isPlaying }) => isPlaying);
  readonly #speed = this.#of(({ speed }) => speed);
  readonly #skipsSilence = this.#of(({ skipsSilence }) => skipsSilence);
  readonly #isBroken = this.#of(({ isBroken }) => isBroken);
  readonly #resize = new ResizeObserver(() => this.#measure());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.kept === undefined) return nothing;
    return html`
      <section aria-label=${msg("Recording")} tabindex="-1" @keydown=${this.#onKey}>
        ${this.#content(this.kept)} ${this.job === undefined ? nothing : encodeRow(this.job)}
      </section>
    `;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.#resize.observe(this);
    this.#measure();
  }

  #of<Slice>(select: ConstructorParameters<typeof PlayStateController<Slice>>[2]) {
    return new PlayStateController(this, () => this.#player(), select);
  }

  #player(): SoundPlayer | undefined {
    return this.sound.status === "ready" ? this.sound.player : undefined;
  }

  #content(kept: KeptCall): TemplateResult {
    switch (this.sound.status) {
      case "loading":
        return html`<p class="wait" role="status">${msg("Reading the sound…")}</p>`;
      case "none":
        return html`<p class="none">${whyNone(kept)}</p>`;
      case "failed":
        return html`<div class="none" role="alert">
          <p>${this.sound.message}</p>
          <button class="pill" type="button" @click=${() => this.dispatchEvent(new Event("parley-sound-again"))}>${msg("Try again")}</button>
        </div>`;
      case "ready":
        return this.#playing(kept, this.sound.sound, this.sound.player);
      default:
        return unreachable(this.sound);
    }
  }

  #playing({ record, log }: KeptCall, sound: KeptSound, player: SoundPlayer): TemplateResult {
    const marks: readonly SoundMark[] = soundMarks(log, record.notices, sound);
    const gaps = soundGaps(gapsOf(record.sound), sound);
    return html`
      <recording-waveform
        .player=${player}
        .waveform=${sound.waveform}
        .marks=${marks}
        .gaps=${gaps}
      ></recording-waveform>
      <div class="controls">
        ${recordingLegend(marks, gaps)} ${this.#transport(player)} ${this.#speedPill(player)} ${this.#skipButton(player)}
      </div>
      ${
        this.#isBroken.value
          ? html`<p class="problem" role="alert">${msg("This browser can't play this sound. Export it to hear it elsewhere.")}</p>`
          : nothing
      }
    `;
  }

  #transport(player: SoundPlayer): TemplateResult {
    const isPlaying = this.#isPlaying.value ?? false;
    const step = (ms: number, name: string, sign: typeof RotateCw) => html`
      <button class="step" type="button" aria-label=${name} @click=${() => player.seekBy(ms)}>
        ${icon(sign)}<span class="five" aria-hidden="true">5</span>
      </button>
    `;
    return html`<div class="transport" dir="ltr">
      <button class="play" type="button" aria-label=${isPlaying ? msg("Pause") : msg("Play")} @click=${() => player.toggle()}>
        ${icon(isPlaying ? Pause : Play, "solid")}
      </button>
      <p class="time">
        <span class="now">${clockText((this.#second.value ?? 0) * 1000)} /</span> <span>${clockText(player.durationMs)}</span>
      </p>
      ${step(-stepMs, msg("Back 5 seconds"), RotateCcw)} ${step(stepMs, msg("Forward 5 seconds"), RotateCw)}
    </div>`;
  }

  #speedPill(player: SoundPlayer): TemplateResult {
    const chosen = this.#speed.value ?? 1;
    const choose = (event: Event & { readonly currentTarget: HTMLSelectElement }) =>
      player.setSpeed(speeds[event.currentTarget.selectedIndex] ?? 1);
    return html`<span class="pill speed">
      <span dir="ltr" aria-hidden="true">${speedText(chosen)}</span>
      <select aria-label=${msg("Speed")} @change=${choose}>
        ${speeds.map((speed) => html`<option dir="ltr" .selected=${live(speed === chosen)}>${speedText(speed)}</option>`)}
      </select>
    </span>`;
  }

  #skipButton(player: SoundPlayer): TemplateResult {
    const skips = this.#skipsSilence.value ?? false;
    return html`<button class="pill skip" type="button" aria-pressed=${skips} @click=${() => player.setSkipsSilence(!skips)}>
      ${msg("Skip silence")}
    </button>`;
  }

  /** Keys of players, for everything in this region that has no use of its own for them. */
  #onKey(event: KeyboardEvent): void {
    const player = this.#player();
    const [target] = event.composedPath();
    const isTaken = event.altKey || event.ctrlKey || event.metaKey || target instanceof HTMLSelectElement;
    if (player === undefined || isTaken) return;
    if (keyDeed(event, "recording") === "play" && !(target instanceof HTMLButtonElement)) {
      event.preventDefault();
      if (!event.repeat) player.toggle();
    }
    const byMs = seekKeys[event.key];
    const isVertical = /Up|Down/.test(event.key);
    if (byMs === undefined || (isVertical && !(target instanceof HTMLInputElement))) return;
    event.preventDefault();
    player.seekBy(byMs);
  }

  /** Scrolled away, the picture goes and the controls stay. */
  #measure(): void {
    const transport = this.renderRoot.querySelector<HTMLElement>(".transport");
    this.toggleAttribute("sticky", transport !== null);
    if (transport !== null) this.style.setProperty("--above", `${transport.offsetTop}px`);
  }
}

function whyNone({ record }: KeptCall): string {
  if (record.status === "running")
    return msg("This call is running. What is recorded can be heard when it has ended.");
  if (record.sound.status !== "none") return msg("Nothing was recorded in this call.");
  return record.sound.isRemoved
    ? msg("The sound of this call was removed. Its text is kept.")
    : msg("This call was not recorded. Its text is kept.");
}

declare global {
  interface HTMLElementTagNameMap {
    "recording-player": RecordingPlayer;
  }
}
