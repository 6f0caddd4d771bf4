import { msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ShownPicture } from "./call-pictures.ts";
import { clockText } from "./format.ts";
import { keptPicturesStyles } from "./kept-pictures-styles.ts";
import { pictureText } from "./picture-text.ts";
import "./picture-viewer.ts";
import { base } from "./theme.ts";

/** The person wants to see a picture large. */
export class PictureOpenEvent extends Event {
  readonly atMs: number;

  /** @param atMs of the picture */
  constructor(atMs: number) {
    super("parley-picture", { bubbles: true, composed: true });
    this.atMs = atMs;
  }
}

/** Pictures that the agent was shown one after the other, small; each opens large. */
@customElement("kept-pictures")
export class KeptPictures extends LitElement {
  static override styles = [base, keptPicturesStyles];

  @property({ attribute: false }) pictures: readonly ShownPicture[] = [];
  /** What their times count from, ms since the epoch. */
  @property({ type: Number }) startedAtMs = 0;

  protected override render(): TemplateResult {
    return html`<ul aria-label=${msg("Shown to the agent")}>
      ${repeat(
        this.pictures,
        ({ atMs }) => atMs,
        (picture) => this.#thumbnail(picture),
      )}
    </ul>`;
  }

  #thumbnail(picture: ShownPicture): TemplateResult {
    const { atMs, url, width, height } = picture;
    return html`<li>
      <button type="button" @click=${() => this.dispatchEvent(new PictureOpenEvent(atMs))}>
        <img src=${url} width=${width} height=${height} alt=${pictureText(picture, this.startedAtMs)} loading="lazy" decoding="async" />
        <span class="time" aria-hidden="true">${clockText(atMs - this.startedAtMs)}</span>
      </button>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kept-pictures": KeptPictures;
  }
  interface HTMLElementEventMap {
    "parley-picture": PictureOpenEvent;
  }
}
