import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Camera, type IconNode, MonitorUp, PictureInPicture2, Video, X } from "lucide";
import type { ShareSource } from "../core/call/share.ts";
import { AppConsumer } from "./app-context.ts";
import { headStyles } from "./dialog-styles.ts";
import "./event-list.ts";
import { icon } from "./icon.ts";
import "./live-numbers.ts";
import { hasMiniWindow, openMiniWindow } from "./mini-window.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The person is done with it. */
export class ExtrasCloseEvent extends Event {
  static readonly type = "parley-extras-close";

  constructor() {
    super(ExtrasCloseEvent.type);
  }
}

/** What can be shown here: phones share no screen. */
const shares = () =>
  (
    [
      { source: "camera", word: msg("Camera"), sign: Video, isHere: true },
      {
        source: "screen",
        word: msg("Screen"),
        sign: MonitorUp,
        isHere: "getDisplayMedia" in (navigator.mediaDevices ?? {}),
      },
      { source: "photo", word: msg("Photo"), sign: Camera, isHere: true },
    ] as const satisfies readonly { source: ShareSource; word: string; sign: IconNode; isHere: boolean }[]
  ).filter(({ isHere }) => isHere);

/** What a call offers beside talking. Lies over the transcript: the call's own controls stay at hand. */
@customElement("call-extras")
export class CallExtras extends LitElement {
  static override styles = [base, pieces, headStyles, extrasStyles()];

  readonly #app = new AppConsumer(this);
  readonly #pictures = new StoreController(
    this,
    () => this.#app.value.call,
    ({ pictures }) => pictures,
  );
  readonly #share = new StoreController(
    this,
    () => this.#app.value.call,
    ({ share }) => (share.name === "off" ? undefined : share.source),
  );

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>(".close")?.focus();
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="title" @keydown=${this.#onKey}>
      <div class="head">
        <h2 id="title">${msg("More")}</h2>
        <button class="close" type="button" aria-label=${msg("Close")} @click=${this.#close}>${icon(X)}</button>
      </div>
      <div class="body">
        <div class="shares">
          ${shares().map(
            ({ source, word, sign }) =>
              html`<button class="pill" type="button" aria-pressed=${this.#share.value === source ? "true" : "false"}
                @click=${() => this.#onShare(source)}>${icon(sign)}${word}</button>`,
          )}
          ${hasMiniWindow() ? html`<button class="pill" type="button" @click=${() => void openMiniWindow(this.#app.value)}>${icon(PictureInPicture2)}${msg("Mini window")}</button>` : nothing}
        </div>
        <p class="note">${this.#pictures.value !== "off" ? msg("The agent gets one picture a second. Some are kept with the call, on this device only.") : msg("The agent gets one picture a second. None is kept on this device.")}</p>
        <live-numbers></live-numbers>
        <event-list></event-list>
      </div>
    </section>`;
  }

  /** What is shown shows below the transcript, which lies under this. */
  #onShare(source: ShareSource): void {
    const isOn = this.#share.value === source;
    this.#app.value.share(isOn ? undefined : source);
    if (!isOn) this.#close();
  }

  readonly #close = () => this.dispatchEvent(new ExtrasCloseEvent());

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.#close();
  };
}

function extrasStyles() {
  return css`
    :host {
      display: block;
      min-height: 0;
    }

    section {
      display: flex;
      flex-direction: column;
      height: 100%;
      background: var(--paper);
    }

    .head {
      flex: none;
      padding-inline: 20px 8px;
    }

    .shares {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }

    .pill[aria-pressed="true"] {
      border-color: var(--user);
      background: var(--user-tint);
      color: var(--user);
    }

    .note {
      color: var(--quiet);
      font-size: var(--meta);
    }

    .body {
      display: grid;
      flex: 1;
      align-content: start;
      gap: 16px;
      min-height: 0;
      padding: 4px 16px 16px;
      overflow: hidden auto;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-extras": CallExtras;
  }
  interface HTMLElementEventMap {
    [ExtrasCloseEvent.type]: ExtrasCloseEvent;
  }
}
