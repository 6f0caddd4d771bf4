import { msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { AudioLines, Phone, Trash2 } from "lucide";
import type { KeptCall } from "../app/history-side.ts";
import { unreachable } from "../core/assert.ts";
import { inCall } from "../core/call/in-call.ts";
import { soundsAtMs } from "../core/recording/playhead.ts";
import { AppConsumer } from "./app-context.ts";
import { callDetailStyles } from "./call-detail-styles.ts";
import type { RenameEvent } from "./call-head.ts";
import { CallPicturesController } from "./call-pictures.ts";
import "./call-head.ts";
import "./call-notes.ts";
import "./call-numbers.ts";
import "./export-menu.ts";
import type { ExportMenu } from "./export-menu.ts";
import { icon } from "./icon.ts";
import { KeptCallController } from "./kept-call.ts";
import type { PictureOpenEvent } from "./kept-pictures.ts";
import "./kept-transcript.ts";
import "./recording-player.ts";
import "./recording-waveform.ts";
import { routes } from "./route.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** One kept call: to be heard, read, noted, exported and continued. */
@customElement("call-detail")
export class CallDetail extends LitElement {
  static override styles = [base, pieces, callDetailStyles];

  /** The kept call to show. */
  @property({ attribute: false }) callId: string | undefined;
  /** The turn or tool call to open it at. */
  @property({ attribute: false }) entryId: number | undefined;

  readonly #app = new AppConsumer(this);
  readonly #call = new KeptCallController(this, () => this.#app.value);
  readonly #pictures = new CallPicturesController(this, () => this.#app.value);
  readonly #calling = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => inCall(call.phase),
  );
  /** Of the call and entry that the playhead was set to. */
  #place: string | undefined;
  #save: ((notes: string) => Promise<void>) | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("callId")) {
      const { callId } = this;
      this.#save = callId === undefined ? undefined : (notes) => this.#keepNotes(callId, notes);
      this.#call.show(callId);
    }
    const { view } = this.#call;
    this.#pictures.show(view.status === "ready" ? view.kept.record : undefined);
    this.#goToEntry();
  }

  protected override render(): TemplateResult {
    const { view } = this.#call;
    switch (view.status) {
      case "loading":
        return html`<call-head></call-head><p class="wait" role="status">${msg("Opening the call…")}</p>`;
      case "missing":
        return this.#nothingHere(msg("There is no such call on this device. It may have been deleted."));
      case "removed":
        return this.#nothingHere(
          msg("This call was deleted."),
          html`<button class="pill" type="button" @click=${() => view.undo()}>${msg("Undo")}</button>`,
        );
      case "failed":
        return this.#nothingHere(
          view.message,
          html`<button class="pill" type="button" @click=${() => this.#call.reload()}>${msg("Try again")}</button>`,
        );
      case "ready":
        return this.#ready(view.kept);
      default:
        return unreachable(view);
    }
  }

  #nothingHere(sentence: string, way: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`
      <call-head></call-head>
      <div class="nothing" role="alert">
        <p>${sentence}</p>
        ${way} <a class="pill" href=${routes.history}>${msg("All calls")}</a>
      </div>
    `;
  }

  #ready(kept: KeptCall): TemplateResult {
    const { record, log } = kept;
    const { sound, player, job, problem } = this.#call;
    const startedAtMs = sound.status === "ready" ? sound.sound.startedAtMs : record.startedAtMs;
    return html`
      <div class="call">
        <call-head
          .record=${record}
          .isInterrupted=${this.#call.side?.interrupted.get() === record.id}
          @parley-rename=${({ title }: RenameEvent) => this.#call.wish(({ history }, id) => history.rename(id, title))}
          @parley-star=${() => this.#call.wish(({ history }, id) => history.star(id, !record.isStarred))}
          @parley-export=${() => this.renderRoot.querySelector<ExportMenu>("export-menu")?.show()}
        ></call-head>
        <div class="problem" role="alert">${problem === undefined ? nothing : html`<p>${problem}</p>`}</div>
        <div class="reading">
        <recording-player
          .kept=${kept}
          .sound=${sound}
          .job=${job}
          @parley-sound-again=${() => this.#call.reloadSound()}
          @parley-make-mp3=${() => this.#call.wish(async ({ recordings }, id) => recordings.make(id))}
          @parley-cancel-mp3=${() => this.#call.cancelMp3()}
        ></recording-player>
        ${this.#actions(kept)}
        <kept-transcript
          .log=${log}
          .notices=${record.notices}
          .pictures=${this.#pictures.shown}
          .startedAtMs=${startedAtMs}
          .player=${player}
          .foundId=${this.entryId}
          @parley-picture=${({ atMs }: PictureOpenEvent) => this.renderRoot.querySelector("picture-viewer")?.show(atMs)}
        ></kept-transcript>
        </div>
        <div class="aside">
          <call-notes .notes=${record.notes} .save=${this.#save}></call-notes>
          <call-numbers .record=${record} .log=${log}></call-numbers>
          ${this.#deleteButton(kept)}
        </div>
      </div>
      <export-menu
        .kept=${kept}
        .side=${this.#call.side}
        @parley-save-mp3=${() => this.#downloadMp3()}
      ></export-menu>
      ${
        this.#pictures.shown.length === 0
          ? nothing
          : html`<picture-viewer .pictures=${this.#pictures.shown} .startedAtMs=${startedAtMs}></picture-viewer>`
      }
    `;
  }

  #actions(kept: KeptCall): TemplateResult {
    const { record } = kept;
    if (record.status === "running")
      return html`<div class="actions"><a class="pill main" href=${routes.call}>${icon(Phone)}${msg("Go to the call")}</a></div>`;
    const isCalling = this.#calling.value;
    return html`<div class="actions">
      <button class="pill main" type="button" ?disabled=${isCalling} @click=${() => this.#continue(kept)}>
        ${icon(Phone)}${msg("Continue this conversation")}
      </button>
      ${
        record.sound.status === "none"
          ? nothing
          : html`<button class="pill" type="button" aria-disabled=${this.#call.isMp3Wanted} @click=${() => this.#downloadMp3()}>
              ${icon(AudioLines)}${msg("Download MP3")}
            </button>`
      }
      ${isCalling ? html`<p class="hint">${msg("To continue this one, end the call that is on.")}</p>` : nothing}
    </div>`;
  }

  #deleteButton({ record }: KeptCall): TemplateResult {
    return html`<button
      class="pill grave"
      type="button"
      ?disabled=${record.status === "running"}
      @click=${() => this.#delete(record.id)}
    >${icon(Trash2)}${msg("Delete call")}</button>`;
  }

  #downloadMp3(): void {
    if (!this.#call.isMp3Wanted) void this.#call.saveMp3();
  }

  /** Inside of the click: microphone and speaker need the gesture. */
  #continue({ continued }: KeptCall): void {
    this.#call.player?.pause();
    this.#app.value.startCall(continued);
    location.hash = routes.call;
  }

  /** It can be undone in the list. */
  #delete(id: string): void {
    void this.#call.wish(async ({ history }) => history.remove([id]));
    location.hash = routes.history;
  }

  /** What is typed belongs to that call, also when another one is shown by now. */
  async #keepNotes(callId: string, notes: string): Promise<void> {
    const { history } = await this.#app.value.history();
    await history.note(callId, notes);
  }

  /** The playhead stands where the call is opened, once for each address. */
  #goToEntry(): void {
    const { view, sound } = this.#call;
    if (this.entryId === undefined) this.#place = undefined;
    if (view.status !== "ready" || sound.status !== "ready" || this.entryId === undefined) return;
    const place = `${this.callId} ${this.entryId}`;
    const entry = view.kept.log.find(({ id }) => id === this.entryId);
    if (place === this.#place || entry === undefined) return;
    this.#place = place;
    sound.player.seek(soundsAtMs(entry) - sound.sound.startedAtMs);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "call-detail": CallDetail;
  }
}
