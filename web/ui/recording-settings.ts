import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { EncoderState, HistorySide } from "../app/history-side.ts";
import { unreachable } from "../core/assert.ts";
import type { Settings } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { sizeText } from "./format.ts";
import { type Choice, choiceRow, settingsGroup, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { keptCallText } from "./storage-text.ts";
import { followStore } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

const channelChoices = (): readonly Choice<Settings["recordingChannels"]>[] => [
  { value: "mono", label: msg("One voice mix") },
  { value: "stereo", label: msg("You left, agent right") },
];

/** Whether and how calls are recorded, and what makes files of them. */
@customElement("recording-settings")
export class RecordingSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = followStore(this, () => this.#app.value.settings);
  #encoder: EncoderState | undefined;
  #problem: string | undefined;
  #stop: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#work(async (side) => {
      this.#stop = side.recordings.encoder.subscribe((state) => {
        this.#encoder = state;
        this.requestUpdate();
      });
      if (!this.isConnected) this.#stop();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult {
    const { record, keepPictures, recordingChannels } = this.#settings.value;
    const change = (changes: Partial<Settings>) => this.#app.value.change(changes);
    return settingsGroup(
      msg("Recordings"),
      html`
        ${switchRow(msg("Record calls"), msg("On this device only; the text is kept in any case"), record, (on) => change({ record: on }))}
        ${choiceRow(msg("Sound of recordings"), recordingChannels, channelChoices(), (channels) => change({ recordingChannels: channels }))}
        ${this.#encoder === undefined ? nothing : this.#encoderRow(this.#encoder)}
        ${switchRow(msg("Keep pictures"), msg("On this device only: photos, and every 10 seconds a picture of what the agent sees, up to 200 a call"), keepPictures, (on) => change({ keepPictures: on }))}
        <div role="alert">${this.#problem === undefined ? nothing : html`<p class="row problem">${this.#problem}</p>`}</div>
      `,
    );
  }

  #encoderRow({ bytes, status }: EncoderState): TemplateResult {
    const keep = () => void this.#work((side) => side.recordings.keepEncoder());
    return html`<div class="row item">
      <span class="label">
        <span class="name">${msg("MP3 encoder")}</span>
        <span class="hint" role="status">${encoderWords(status, sizeText(bytes))}</span>
      </span>
      ${
        status === "kept"
          ? nothing
          : html`<button class="pill" type="button" ?disabled=${status === "fetching"} @click=${keep}>${msg("Keep ready for offline use")}</button>`
      }
    </div>`;
  }

  async #work(work: (side: HistorySide) => Promise<void>): Promise<void> {
    this.#problem = undefined;
    try {
      await work(await this.#app.value.history());
    } catch (error) {
      this.#problem = keptCallText(error);
    }
    this.requestUpdate();
  }
}

function encoderWords(status: EncoderState["status"], size: string): string {
  switch (status) {
    case "unknown":
      return size;
    case "absent":
      return msg(str`${size}, fetched with the first recording`);
    case "fetching":
      return msg(str`Fetching ${size}`);
    case "kept":
      return msg(str`${size}, ready for offline use`);
    case "failed":
      return msg(str`${size}. It didn't come. Check your connection, then try again.`);
    default:
      return unreachable(status);
  }
}
