import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Download, Share2, X } from "lucide";
import { exportCall } from "../app/export-call.ts";
import type { HistorySide, KeptCall } from "../app/history-side.ts";
import { unreachable } from "../core/assert.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { download } from "./download.ts";
import { exportMenuStyles } from "./export-menu-styles.ts";
import { icon } from "./icon.ts";
import { keptCallText } from "./storage-text.ts";
import { base, pieces } from "./theme.ts";

type Formats = readonly Exporter[] | "loading" | "failed";

/** How it goes with the format that was asked for last. */
type Making =
  | { readonly id: string; readonly status: "making" }
  | { readonly id: string; readonly status: "saved" }
  /** The file is there; the browser wants a press of its own for sharing. */
  | { readonly id: string; readonly status: "to-share"; readonly file: File }
  | { readonly id: string; readonly status: "failed"; readonly message: string };

/** Every form in which a call can leave: to save, and to share where the platform can. */
@customElement("export-menu")
export class ExportMenu extends LitElement {
  static override styles = [base, pieces, dialogStyles, exportMenuStyles];

  @property({ attribute: false }) kept: KeptCall | undefined;
  @property({ attribute: false }) side: HistorySide | undefined;

  #formats: Formats = "loading";
  #making: Making | undefined;
  /** Ends what is being made when the person closes the sheet. */
  #shown = new AbortController();

  /** Opens it over the page; the focus comes back when it closes. */
  show(): void {
    this.#shown = new AbortController();
    this.#show(undefined);
    this.#dialog?.showModal();
    if (typeof this.#formats === "string") void this.#load();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @click=${this.#onClick} @close=${() => this.#shown.abort()}>
      <div class="sheet">
        <div class="head">
          <h2 id="title">${msg("Export")}</h2>
          <button class="close" type="button" aria-label=${msg("Close")} @click=${() => this.#dialog?.close()}>${icon(X)}</button>
        </div>
        ${this.#list()}
      </div>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #list(): TemplateResult {
    if (this.#formats === "loading")
      return html`<p class="wait" role="status">${msg("Looking which formats there are…")}</p>`;
    if (this.#formats === "failed")
      return html`<div class="wait" role="alert">
        <p>${msg("The formats didn't load. Check your connection, then try again.")}</p>
        <button class="pill" type="button" @click=${() => this.#load()}>${msg("Try again")}</button>
      </div>`;
    return html`<ul>${this.#formats.map((format) => this.#row(format))}</ul>`;
  }

  #row(format: Exporter): TemplateResult | typeof nothing {
    const { kept } = this;
    if (kept === undefined) return nothing;
    const isMissing = !format.isPossible(kept.record);
    const isMadeFirst = isMissing && format.id === "mp3" && kept.record.sound.status === "pieces";
    if (isMissing && !isMadeFirst) return nothing;
    const isBusy = this.#making?.status === "making";
    const press = isMadeFirst ? () => this.#makeMp3() : () => this.#save(format);
    return html`<li>
      <button class="format" type="button" aria-disabled=${isBusy} @click=${press}>
        ${icon(Download)}
        <span class="label"><span class="visually-hidden">${msg("Save as")} </span>${msg(format.label)}</span>
        <span class="extension">${isMadeFirst ? msg("is made first") : html`<bdi dir="ltr">.${format.extension}</bdi>`}</span>
      </button>
      ${isMadeFirst || !this.#canShare(format) ? nothing : this.#shareButton(format)}
      ${this.#making?.id === format.id ? this.#how(this.#making) : nothing}
    </li>`;
  }

  #shareButton(format: Exporter): TemplateResult {
    return html`<button
      class="share"
      type="button"
      aria-label=${msg(str`Share as ${msg(format.label)}`)}
      aria-disabled=${this.#making?.status === "making"}
      @click=${() => this.#share(format)}
    >${icon(Share2)}</button>`;
  }

  #how(making: Making): TemplateResult {
    switch (making.status) {
      case "making":
        return html`<p class="how" role="status">${msg("Making the file…")}</p>`;
      case "saved":
        return html`<p class="how" role="status">${msg("Handed to the browser")}</p>`;
      case "to-share":
        return html`<p class="how">
          <button class="pill" type="button" @click=${() => this.#hand(making.id, making.file)}>${msg("Share it now")}</button>
        </p>`;
      case "failed":
        return html`<p class="how failed" role="alert">${making.message}</p>`;
      default:
        return unreachable(making);
    }
  }

  async #load(): Promise<void> {
    this.#set("loading");
    try {
      const { exporters } = await import("../exporters/registry.ts");
      this.#set([...exporters().values()]);
    } catch (error) {
      console.error("The export formats did not load.", error);
      this.#set("failed");
    }
  }

  #set(formats: Formats): void {
    this.#formats = formats;
    this.requestUpdate();
  }

  async #save(format: Exporter): Promise<void> {
    await this.#make(format, (file) => {
      download(file.name, file.type, file);
      this.#show({ id: format.id, status: "saved" });
    });
  }

  async #share(format: Exporter): Promise<void> {
    await this.#make(format, (file) => this.#hand(format.id, file));
  }

  async #make(format: Exporter, give: (file: File) => void | Promise<void>): Promise<void> {
    const { kept, side } = this;
    const formats = this.#formats;
    if (typeof formats === "string" || kept === undefined || side === undefined) return;
    if (this.#making?.status === "making") return;
    const { signal } = this.#shown;
    const { id } = format;
    this.#show({ id, status: "making" });
    try {
      const { recordings, history, archives } = side;
      const { name, blob } = await side.undisturbed(() =>
        exportCall(kept, format, { recordings, history, archives, formats }, signal),
      );
      if (!signal.aborted) await give(new File([blob], name, { type: format.mimeType }));
    } catch (error) {
      if (!signal.aborted) this.#show({ id, status: "failed", message: keptCallText(error) });
    }
  }

  /** A person who closes the platform's sheet has not failed; one who waited too long has to press again. */
  async #hand(id: string, file: File): Promise<void> {
    const isFirstPress = this.#making?.status === "making";
    const outcome = await this.side?.sharing.share(file);
    if (outcome === "over") this.#show(undefined);
    else if (outcome === "press-again" && isFirstPress) this.#show({ id, status: "to-share", file });
    else
      this.#show({
        id,
        status: "failed",
        message: msg("This device could not share the file. Save it instead."),
      });
  }

  #canShare({ extension, mimeType }: Exporter): boolean {
    return this.side?.sharing.takes(extension, mimeType) ?? false;
  }

  #show(making: Making | undefined): void {
    this.#making = making;
    this.requestUpdate();
  }

  /** How far that is shows with the recording. */
  #makeMp3(): void {
    this.#dialog?.close();
    this.dispatchEvent(new Event("parley-save-mp3"));
  }

  /** A press beside the sheet closes it. */
  #onClick(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#dialog?.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "export-menu": ExportMenu;
  }
}
