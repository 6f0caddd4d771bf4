import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ChevronLeft, ChevronRight, X } from "lucide";
import type { ShownPicture } from "./call-pictures.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { icon } from "./icon.ts";
import { pictureText } from "./picture-text.ts";
import { base } from "./theme.ts";

/** The pictures of a call, large, one at a time. */
@customElement("picture-viewer")
export class PictureViewer extends LitElement {
  static override styles = [base, dialogStyles, viewerStyles()];

  @property({ attribute: false }) pictures: readonly ShownPicture[] = [];
  /** What their times count from, ms since the epoch. */
  @property({ type: Number }) startedAtMs = 0;

  #at = 0;

  /** Opens it over the page at the picture of this time; the focus comes back when it closes. */
  show(atMs: number): void {
    this.#go(this.pictures.findIndex((picture) => picture.atMs === atMs));
    this.#dialog?.showModal();
  }

  protected override render(): TemplateResult {
    const picture = this.pictures[this.#at];
    return html`<dialog aria-labelledby="title" @click=${this.#onClick} @keydown=${this.#onKey}>
      ${picture === undefined ? nothing : this.#picture(picture)}
    </dialog>`;
  }

  #picture(picture: ShownPicture): TemplateResult {
    const text = pictureText(picture, this.startedAtMs);
    return html`
      <div class="head">
        <h2 id="title" aria-live="polite">${text}</h2>
        <button class="close" type="button" aria-label=${msg("Close")} @click=${() => this.#dialog?.close()}>${icon(X)}</button>
      </div>
      <img src=${picture.url} width=${picture.width} height=${picture.height} alt=${text} />
      ${this.pictures.length < 2 ? nothing : this.#ways()}
    `;
  }

  #ways(): TemplateResult {
    const way = (by: number, word: string, sign: TemplateResult) =>
      html`<button class="close" type="button" aria-label=${word} aria-disabled=${this.#has(by) ? "false" : "true"}
        @click=${() => this.#step(by)}>${sign}</button>`;
    return html`<div class="ways">
      ${way(-1, msg("Earlier picture"), icon(ChevronLeft, "way"))}
      ${way(1, msg("Later picture"), icon(ChevronRight, "way"))}
    </div>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #has(by: number): boolean {
    return this.pictures[this.#at + by] !== undefined;
  }

  #step(by: number): void {
    if (this.#has(by)) this.#go(this.#at + by);
  }

  #go(index: number): void {
    this.#at = index;
    this.requestUpdate();
  }

  /** A press beside the picture closes it. */
  #onClick(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#dialog?.close();
  }

  /** The arrow that points to where the later ones are goes there. */
  #onKey(event: KeyboardEvent): void {
    const isLeft = event.key === "ArrowLeft";
    if (!isLeft && event.key !== "ArrowRight") return;
    event.preventDefault();
    this.#step(isLeft === this.matches(":dir(rtl)") ? 1 : -1);
  }
}

function viewerStyles() {
  return css`
    dialog {
      max-height: 100dvh;
    }

    @media (min-width: 561px) {
      dialog {
        width: max-content;
        max-width: min(100%, 1064px);
      }
    }

    .head {
      gap: 12px;
      padding-block: 6px;
      padding-inline: 20px 10px;
    }

    img {
      display: block;
      width: auto;
      max-width: 100%;
      height: auto;
      max-height: calc(100dvh - 140px);
      margin-inline: auto;
    }

    .ways {
      display: flex;
      justify-content: center;
      gap: 16px;
      padding-block: 4px calc(4px + env(safe-area-inset-bottom));
    }

    .close[aria-disabled="true"] {
      opacity: 0.4;
    }

    .way:dir(rtl) {
      transform: scaleX(-1);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "picture-viewer": PictureViewer;
  }
}
