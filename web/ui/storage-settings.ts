import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { BackupError, type RestoreReport } from "../app/backup.ts";
import type { HistorySide, StorageUse } from "../app/history-side.ts";
import { isAbort } from "../core/errors.ts";
import { backupFileName } from "../core/export/file-name.ts";
import type { Settings } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { download } from "./download.ts";
import { countText, sizeText } from "./format.ts";
import { perLocale } from "./locale.ts";
import { plural } from "./plural.ts";
import { type Choice, choiceRow, settingsGroup, withChosen } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { keptCallText } from "./storage-text.ts";
import { followStore } from "./store-controller.ts";
import { chosenFiles } from "./text-file.ts";
import { base, pieces } from "./theme.ts";

const lasting = (unit: "day" | "year") =>
  perLocale((locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }));
const days = lasting("day");
const years = lasting("year");

const dayChoices = (): readonly Choice<string>[] => [
  { value: "", label: msg("For good") },
  ...[7, 30, 90].map((count) => ({ value: String(count), label: days().format(count) })),
  { value: "365", label: years().format(1) },
];

const lists = perLocale((locale) => new Intl.ListFormat(locale));

/** A backup or a restore under way. */
interface Job {
  readonly word: string;
  readonly share: number;
  readonly stop: AbortController;
}

/** What the calls take on this device, for how long they are kept, and the way out and in. */
@customElement("storage-settings")
export class StorageSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = followStore(this, () => this.#app.value.settings);
  #use: StorageUse | undefined;
  #job: Job | undefined;
  #done: string | undefined;
  #problem: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#job?.stop.abort();
  }

  protected override render(): TemplateResult {
    const { keepSoundDays, keepCallsDays } = this.#settings.value;
    return settingsGroup(
      msg("Storage"),
      html`
        ${this.#use === undefined ? nothing : this.#meter(this.#use)}
        ${daysRow(msg("Keep sound and pictures"), keepSoundDays, (days) => this.#change({ keepSoundDays: days }))}
        ${daysRow(msg("Keep calls"), keepCallsDays, (days) => this.#change({ keepCallsDays: days }))}
        <p class="row note">${msg("Starred calls stay in any case.")}</p>
        ${this.#job === undefined ? this.#buttons() : this.#progress(this.#job)}
        <div role="status">${this.#done === undefined ? nothing : html`<p class="row">${this.#done}</p>`}</div>
        <div role="alert">
          ${this.#problem === undefined ? nothing : html`<p class="row problem" dir="auto">${this.#problem}</p>`}
        </div>
      `,
    );
  }

  #meter({ usedBytes, quotaBytes, mediaBytes, isPersistent }: StorageUse): TemplateResult {
    const most = quotaBytes ?? usedBytes;
    return html`<div class="row tall">
      <span class="label">
        <span class="name">${msg("Storage used")}</span>
        <span class="hint">
          ${msg(str`${sizeText(usedBytes)}, of which sound and pictures ${sizeText(mediaBytes)}.`)}
          ${isPersistent ? msg("The browser will not clear it by itself.") : msg("The browser may clear it when the device runs full: back up what matters.")}
        </span>
      </span>
      <meter aria-label=${msg("Storage used")} min="0" max=${most} value=${usedBytes}>${sizeText(usedBytes)}</meter>
    </div>`;
  }

  #buttons(): TemplateResult {
    return html`<div class="actions">
      <button class="pill" type="button" @click=${this.#backUp}>${msg("Back up")}</button>
      <button class="pill" type="button" @click=${() => this.renderRoot.querySelector("input")?.click()}>${msg("Restore")}</button>
      <input type="file" hidden accept=".zip,application/zip" aria-label=${msg("Backup file")} @change=${this.#restore} />
    </div>`;
  }

  #progress({ word, share, stop }: Job): TemplateResult {
    return html`<div class="row">
      <span class="label"><span class="name" role="status">${word}</span></span>
      <progress aria-label=${word} max="1" value=${share}></progress>
      <button class="pill" type="button" @click=${() => stop.abort()}>${msg("Cancel")}</button>
    </div>`;
  }

  async #backUp(): Promise<void> {
    await this.#run(msg("Backing up"), async ({ backup }, onProgress, signal) => {
      const file = await backup.create(onProgress, signal);
      download(backupFileName(this.#app.value.now()), "application/zip", file);
      return msg(str`Backed up, ${sizeText(file.size)}.`);
    });
  }

  async #restore(event: Event & { readonly currentTarget: HTMLInputElement }): Promise<void> {
    const [file] = await chosenFiles(event);
    if (file === undefined) return;
    await this.#run(msg("Restoring"), async ({ backup }, onProgress, signal) =>
      restoredWords(await backup.restore(file, onProgress, signal)),
    );
    await this.#measure();
  }

  /** Does the work with progress and a way to stop it; what it answers is said at the end. */
  async #run(
    word: string,
    work: (side: HistorySide, onProgress: (share: number) => void, signal: AbortSignal) => Promise<string>,
  ): Promise<void> {
    const stop = new AbortController();
    const show = (job: Job | undefined) => {
      this.#job = job;
      this.requestUpdate();
    };
    this.#done = undefined;
    this.#problem = undefined;
    show({ word, share: 0, stop });
    try {
      const side = await this.#app.value.history();
      this.#done = await work(side, (share) => show({ word, share, stop }), stop.signal);
    } catch (error) {
      if (!isAbort(error)) this.#problem = error instanceof BackupError ? error.message : keptCallText(error);
    }
    show(undefined);
  }

  async #measure(): Promise<void> {
    try {
      this.#use = await (await this.#app.value.history()).storage.use();
    } catch (error) {
      this.#problem = keptCallText(error);
    }
    this.requestUpdate();
  }

  #change(changes: Partial<Settings>): void {
    this.#app.value.change(changes);
  }
}

function daysRow(
  name: string,
  days: number | undefined,
  onChoose: (days: number | undefined) => void,
): TemplateResult {
  const chosen = days === undefined ? "" : String(days);
  return choiceRow(name, chosen, withChosen(chosen, dayChoices()), (value) =>
    onChoose(value === "" ? undefined : Number(value)),
  );
}

function restoredWords({ addedCalls, knownCalls, addedAgents, addedRecords }: RestoreReport): string {
  const parts = [
    plural(addedCalls, str`${countText(addedCalls)} call`, str`${countText(addedCalls)} calls`),
    plural(addedAgents, str`${countText(addedAgents)} agent`, str`${countText(addedAgents)} agents`),
    plural(
      addedRecords,
      str`${countText(addedRecords)} note or meeting`,
      str`${countText(addedRecords)} notes and meetings`,
    ),
  ];
  const restored = msg(str`Restored ${lists().format(parts)}.`);
  if (knownCalls === 0) return restored;
  return `${restored} ${plural(
    knownCalls,
    str`${countText(knownCalls)} call was here already.`,
    str`${countText(knownCalls)} calls were here already.`,
  )}`;
}
