import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { X } from "lucide";
import { isSingleKey, type KeyDeed, type KeyPlace, type KeyUse, keyUses } from "../core/keys.ts";
import { dialogStyles } from "./dialog-styles.ts";
import { icon } from "./icon.ts";
import { base } from "./theme.ts";

const placeNames = (): Readonly<Record<KeyPlace, string>> => ({
  anywhere: msg("Everywhere"),
  call: msg("In a call"),
  history: msg("History"),
  recording: msg("Recording"),
});

const deedNames = (): Readonly<Record<KeyDeed, string>> => ({
  "show-keys": msg("Show these keys"),
  mute: msg("Mute the microphone, or unmute it"),
  type: msg("Write a message"),
  captions: msg("Large captions"),
  talk: msg("Hold to talk"),
  undo: msg("Bring back what was deleted"),
  leave: msg("Stop selecting"),
  play: msg("Play or pause"),
  back: msg("Back 5 seconds"),
  forward: msg("Forward 5 seconds"),
});

/** What stands on keys that type nothing to be read. */
const keyNames = (): Readonly<Record<string, string>> => ({
  " ": msg("Space", { id: "Space (key)" }),
  Escape: msg("Esc", { id: "Esc (key)" }),
  ArrowLeft: "←",
  ArrowRight: "→",
});

/** Opens the list of keys over the page. The focus comes back to where it was when it closes. */
export function openKeySheet(areSingleKeysOn: boolean): void {
  const sheet = document.createElement("key-sheet");
  sheet.singleKeys = areSingleKeysOn;
  document.body.append(sheet);
}

/** Every key of the app. In the page for as long as it is open. */
@customElement("key-sheet")
export class KeySheet extends LitElement {
  static override styles = [base, dialogStyles, sheetStyles()];

  /** Whether the person wants keys of one character. */
  @property({ type: Boolean }) singleKeys = true;

  protected override firstUpdated(): void {
    this.#dialog?.showModal();
  }

  protected override render(): TemplateResult {
    const places = placeNames();
    return html`<dialog aria-labelledby="title" @click=${this.#onClick} @close=${() => this.remove()}>
      <div class="sheet">
        <div class="head">
          <h2 id="title">${msg("Keyboard")}</h2>
          <button class="close" type="button" aria-label=${msg("Close")} @click=${() => this.#dialog?.close()}>${icon(X)}</button>
        </div>
        ${this.singleKeys ? nothing : html`<p class="off">${msg("Single keys are switched off in Settings, so they are not listed.")}</p>`}
        ${Object.entries(places).map(([place, name]) => this.#group(place, name))}
      </div>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #group(place: string, name: string): TemplateResult | typeof nothing {
    const uses = keyUses.filter((use) => use.place === place && (this.singleKeys || !isSingleKey(use)));
    if (uses.length === 0) return nothing;
    return html`<h3>${name}</h3>
      <dl>${uses.map((use) => html`<div><dt>${deedNames()[use.does]}</dt><dd dir="ltr">${keyCaps(use)}</dd></div>`)}</dl>`;
  }

  /** A press beside the sheet closes it. */
  #onClick(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#dialog?.close();
  }
}

function keyCaps({ key, withCommand }: KeyUse): TemplateResult {
  const command = /Mac|iP/.test(navigator.platform) ? "⌘" : msg("Ctrl", { id: "Ctrl (key)" });
  const name = keyNames()[key] ?? key.toUpperCase();
  return html`${withCommand ? html`<kbd>${command}</kbd> + ` : nothing}<kbd>${name}</kbd>`;
}

/** Inside of the sheet. */
function sheetStyles() {
  return css`
    .sheet {
      padding: 8px 20px calc(20px + env(safe-area-inset-bottom));
    }

    .head {
      margin-inline-end: -12px;
    }

    h3 {
      margin: 16px 0 4px;
      color: var(--quiet);
      font-size: var(--meta);
      font-weight: var(--strong);
    }

    .off {
      color: var(--quiet);
      font-size: var(--secondary);
    }

    dl div {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 16px;
      min-height: 40px;
      font-size: var(--secondary);
    }

    dl div + div {
      border-block-start: 1px solid var(--line);
    }

    dd {
      flex: none;
      color: var(--quiet);
    }

    kbd {
      display: inline-grid;
      place-items: center;
      min-width: 28px;
      min-height: 28px;
      padding-inline: 8px;
      border: 1px solid var(--quiet);
      border-radius: var(--radius-card);
      color: var(--ink);
      font: inherit;
      font-weight: var(--strong);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "key-sheet": KeySheet;
  }
}
