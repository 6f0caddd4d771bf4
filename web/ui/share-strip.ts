import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { RefreshCw, X } from "lucide";
import { keepsPictures } from "../core/call/kept-pictures.ts";
import type { Share, ShareSource } from "../core/call/share.ts";
import type { CallState } from "../core/call/state.ts";
import type { VideoFrameData } from "../core/ports.ts";
import { AppConsumer } from "./app-context.ts";
import { beside } from "./beside.ts";
import type { CallControls } from "./call-controls.ts";
import { icon } from "./icon.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

const words = (): Readonly<Record<ShareSource, string>> => ({
  camera: msg("The agent sees your camera"),
  screen: msg("The agent sees your screen"),
  photo: msg("Only you see this"),
});

const troubles = () =>
  ({
    denied: msg("It wasn't allowed, so the agent sees nothing. Allow it for this site, then try again."),
    unavailable: msg("There is nothing to show here that works. The call goes on."),
  }) as const;

const keptWords = () =>
  ({
    off: undefined,
    on: msg("Pictures are kept with the call"),
    photo: msg("The picture you send is kept with the call"),
    full: msg("This device is full, so no more pictures are kept"),
    enough: msg("The call has as many pictures as it may have, so no more are kept"),
  }) as const;

/** Whether a picture that the agent is shown now is kept, and if it no longer is, why. */
function keptNow(call: CallState): keyof ReturnType<typeof keptWords> {
  const { share, pictures } = call;
  if (pictures === "full") return "full";
  if (!keepsPictures(call)) return "off";
  return share.name !== "off" && share.source === "photo" ? "photo" : pictures;
}

/** What the agent is shown, for as long as it is, with the button that ends it; hidden otherwise. */
@customElement("share-strip")
export class ShareStrip extends LitElement {
  static override styles = [base, pieces, stripStyles()];

  readonly #app = new AppConsumer(this);
  readonly #share = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => call.share,
  );
  readonly #kept = new StoreController(this, () => this.#app.value.call, keptNow);
  readonly #phase = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => call.phase.name,
  );
  /** What has the focus here before it is drawn anew. */
  #focused: Element | null = null;
  #shown: { readonly frame: VideoFrameData; readonly url: string } | undefined;

  constructor() {
    super();
    new TickController(
      this,
      secondMs / 2,
      () => this.#share.value.name === "on",
      () => this.requestUpdate(),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#show(undefined);
  }

  protected override willUpdate(): void {
    this.#focused = this.shadowRoot?.activeElement ?? null;
    const share = this.#share.value;
    this.hidden = share.name === "off" && share.trouble === undefined;
    this.#show(share.name === "on" ? this.#app.value.newestFrame() : undefined);
  }

  protected override render(): TemplateResult | typeof nothing {
    const share = this.#share.value;
    if (share.name === "off")
      return share.trouble === undefined ? nothing : this.#trouble(troubles()[share.trouble]);
    const kept = keptWords()[this.#kept.value];
    return html`
      ${this.#shown === undefined ? html`<span class="picture"></span>` : html`<img class="picture" src=${this.#shown.url} alt="" />`}
      <p role="status">${this.#sentence(share)}${kept === undefined ? nothing : html`<span class="kept">${kept}</span>`}</p>
      <div class="buttons">${this.#buttons(share)}</div>
    `;
  }

  /** A button that goes away under the focus leaves it where the next thing to show is chosen. */
  protected override updated(): void {
    if (this.#focused?.isConnected === false) beside<CallControls>(this, "call-controls")?.focusMore();
  }

  #trouble(sentence: string): TemplateResult {
    const dismiss = () => this.#app.value.share(undefined);
    return html`<p class="trouble" role="status">${sentence}</p>
      <button class="round" type="button" aria-label=${msg("Dismiss")} @click=${dismiss}>${icon(X)}</button>`;
  }

  #sentence(share: Exclude<Share, { readonly name: "off" }>): string {
    if (share.name === "opening") return msg("Opening");
    const waits = this.#phase.value !== "live";
    return waits ? msg("The agent sees nothing until the connection is back") : words()[share.source];
  }

  #buttons({ source }: Exclude<Share, { readonly name: "off" }>): TemplateResult {
    const app = this.#app.value;
    const flip = html`<button class="round" type="button" aria-label=${msg("Other camera")} @click=${() => app.flipCamera()}>${icon(RefreshCw)}</button>`;
    const stop = () => app.share(undefined);
    return html`
      ${source === "screen" ? nothing : flip}
      ${
        source === "photo"
          ? html`<button class="pill" type="button" @click=${() => app.takePhoto()}>${msg("Send picture")}</button
              ><button class="pill" type="button" @click=${stop}>${msg("Cancel")}</button>`
          : html`<button class="pill" type="button" @click=${stop}>${msg("Stop showing")}</button>`
      }
    `;
  }

  /** An address lives as long as its frame is shown. */
  #show(frame: VideoFrameData | undefined): void {
    if (frame === this.#shown?.frame) return;
    if (this.#shown !== undefined) URL.revokeObjectURL(this.#shown.url);
    this.#shown =
      frame === undefined
        ? undefined
        : { frame, url: URL.createObjectURL(new Blob([frame.jpeg], { type: "image/jpeg" })) };
  }
}

function stripStyles() {
  return css`
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
      width: 100%;
      padding: 8px 12px 8px 8px;
      border: 1px solid var(--user);
      border-radius: var(--radius-row);
      background: var(--user-tint);
      font-size: var(--secondary);
    }

    .picture {
      flex: none;
      width: 72px;
      height: 54px;
      border-radius: var(--radius-card);
      background: var(--line);
      object-fit: cover;
    }

    p {
      flex: 1;
      min-width: 12ch;
      color: var(--user);
      font-weight: 600;
    }

    .kept {
      display: block;
      color: var(--ink);
      font-weight: 400;
    }

    .trouble {
      padding-inline-start: 8px;
    }

    .buttons {
      display: flex;
      gap: 8px;
      margin-inline-start: auto;
    }

    .round {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      border: 1px solid var(--quiet);
      border-radius: 50%;
      background: var(--raised);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "share-strip": ShareStrip;
  }
}
