import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { trialSound } from "../app/call-sound.ts";
import { inCall } from "../core/call/in-call.ts";
import { isAbort, isCallError, type MicrophoneReason } from "../core/errors.ts";
import type { DeviceInfo } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { countText, shareText } from "./format.ts";
import "./level-bar.ts";
import { type Choice, choiceRow, rangeRow, settingsGroup, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** A microphone that is being tried. */
interface Trial {
  readonly stop: AbortController;
  /** Undefined while it opens. */
  readonly level: (() => number) | undefined;
}

/** Through what a person talks and hears. What is changed here counts in the running call, too. */
@customElement("device-settings")
export class DeviceSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles, deviceStyles()];

  readonly #app = new AppConsumer(this);
  readonly #settings = new StoreController<Settings>(
    this,
    () => this.#app.value.settings,
    (settings) => settings,
  );
  readonly #microphones = new StoreController<readonly DeviceInfo[]>(
    this,
    () => this.#app.value.microphones,
    (microphones) => microphones,
  );
  readonly #speakers = new StoreController<readonly DeviceInfo[]>(
    this,
    () => this.#app.value.speakers,
    (speakers) => speakers,
  );
  readonly #calling = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => inCall(call.phase),
  );
  @state() private trial: Trial | undefined;
  /** The test sound is being played. */
  @state() private playing: AbortController | undefined;
  @state() private trouble: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTrial();
    this.playing?.abort();
  }

  protected override willUpdate(): void {
    // The call opens it by itself.
    if (this.#calling.value) this.#stopTrial();
  }

  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    return settingsGroup(
      msg("Sound"),
      html`
        ${choiceRow(msg("Microphone"), settings.microphone, this.#choices(msg("Microphone"), this.#microphones.value, settings.microphone), (microphone) => this.#changeMicrophone({ microphone }))}
        ${this.#levelRow()}
        ${
          this.#speakers.value.length === 0
            ? nothing
            : choiceRow(
                msg("Speaker"),
                settings.speaker,
                this.#choices(msg("Speaker"), this.#speakers.value, settings.speaker),
                (speaker) => this.#change({ speaker }),
              )
        }
        ${rangeRow(msg("Volume"), msg("How loud the agent is"), settings.volume, percent(settings.volume), (volume) => this.#change({ volume }), 1)}
        <div class="row">
          <button class="pill" type="button" ?disabled=${this.playing !== undefined} @click=${this.#playTest}>
            ${this.playing === undefined ? msg("Play a test sound") : msg("Playing…")}
          </button>
        </div>
        ${this.trouble === undefined ? nothing : html`<p class="row note" role="alert">${this.trouble}</p>`}
        ${this.#processing(settings)}
      `,
    );
  }

  #levelRow(): TemplateResult {
    if (this.#calling.value) return html`<div class="row"><level-bar></level-bar></div>`;
    const { trial } = this;
    return html`<div class="row try">
      <button class="pill" type="button" aria-pressed=${trial === undefined ? "false" : "true"} @click=${this.#toggleTrial}>
        ${trial === undefined ? msg("Try the microphone") : msg("Stop trying")}
      </button>
      ${trial?.level === undefined ? nothing : html`<level-bar .level=${trial.level}></level-bar>`}
    </div>`;
  }

  #processing(settings: Settings): TemplateResult {
    const { echoCancellation, noiseSuppression, autoGainControl } = settings;
    return html`
      ${switchRow(msg("Echo cancellation"), msg("Keeps the agent from hearing itself"), echoCancellation, (on) => this.#changeMicrophone({ echoCancellation: on }))}
      ${switchRow(msg("Noise suppression"), msg("Takes out what is no voice"), noiseSuppression, (on) => this.#changeMicrophone({ noiseSuppression: on }))}
      ${switchRow(msg("Automatic gain"), msg("Makes quiet voices louder"), autoGainControl, (on) => this.#changeMicrophone({ autoGainControl: on }))}
    `;
  }

  #choices(kind: string, found: readonly DeviceInfo[], chosen: string): readonly Choice<string>[] {
    const choices = found
      .filter(({ deviceId }) => deviceId !== "")
      .map(({ deviceId, label }, index) => ({
        value: deviceId,
        label: label === "" ? `${kind} ${countText(index + 1)}` : label,
      }));
    const known = choices.some(({ value }) => value === chosen) || chosen === "";
    const gone = known ? [] : [{ value: chosen, label: msg("Chosen one (not connected)") }];
    return [{ value: "", label: msg("System's choice") }, ...choices, ...gone];
  }

  /** A microphone that is being tried is tried as it is now. */
  #changeMicrophone(change: Partial<Settings>): void {
    this.#change(change);
    if (this.trial === undefined) return;
    this.#stopTrial();
    void this.#try();
  }

  #change(change: Partial<Settings>): void {
    this.#app.value.change(change);
  }

  #toggleTrial(): void {
    if (this.trial === undefined) void this.#try();
    else this.#stopTrial();
  }

  #stopTrial(): void {
    this.trial?.stop.abort();
    this.trial = undefined;
  }

  async #try(): Promise<void> {
    const stop = new AbortController();
    this.trial = { stop, level: undefined };
    this.trouble = undefined;
    const settings = this.#settings.value;
    try {
      const trial = await this.#app.value.deviceTrial();
      const level = await trial.listen(settings.microphone || undefined, trialSound(settings), stop.signal);
      if (this.trial?.stop === stop) this.trial = { stop, level };
    } catch (error) {
      if (this.trial?.stop === stop) this.trial = undefined;
      this.#explain(error);
    }
  }

  async #playTest(): Promise<void> {
    const playing = new AbortController();
    this.playing = playing;
    this.trouble = undefined;
    try {
      const trial = await this.#app.value.deviceTrial();
      await trial.play(trialSound(this.#settings.value), playing.signal);
    } catch (error) {
      this.#explain(error);
    }
    playing.abort();
    this.playing = undefined;
  }

  #explain(error: unknown): void {
    if (isAbort(error)) return;
    const isMicrophone = isCallError(error) && error.kind === "microphone";
    this.trouble = isMicrophone
      ? troubles()[error.reason]
      : msg("That didn't work. Check your connection, then try again.");
    if (!isMicrophone) console.error("The devices could not be tried.", error);
  }
}

const troubles = (): { readonly [Reason in MicrophoneReason]: string } => ({
  denied: msg("The microphone is blocked for this site. Allow it in the address bar, then try again."),
  "not-found": msg("No microphone found. Plug one in, then try again."),
  "in-use": msg("Another program is using the microphone. Close it there, then try again."),
  insecure: msg(
    "Browsers offer the microphone to secure pages only. Open Parley over https, or on localhost.",
  ),
  unsupported: msg("This browser can't run a voice call. Use a current Chrome, Edge, Firefox or Safari."),
  lost: msg("The microphone went away. Plug it in again or choose another one, then try again."),
});

function percent(share: number): string {
  return share === 0 ? msg("Off") : shareText(share);
}

function deviceStyles() {
  return css`
    .try {
      flex-wrap: wrap;
      justify-content: flex-start;
    }

    .try level-bar {
      flex: 1;
      min-width: 120px;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "device-settings": DeviceSettings;
  }
}
