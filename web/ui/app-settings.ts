import { msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { unreachable } from "../core/assert.ts";
import type { InstallState } from "../core/installer.ts";
import { AppConsumer } from "./app-context.ts";
import { openKeySheet } from "./key-sheet.ts";
import { appLanguages } from "./locale.ts";
import { choiceRow, settingsGroup, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { followStore, StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The language of the interface, its keys, and how the app comes onto the device, where the browser can install it. */
@customElement("app-settings")
export class AppSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #install = followStore(this, () => this.#app.value.installer.state);

  readonly #language = new StoreController(
    this,
    () => this.#app.value.settings,
    ({ appLanguage }) => appLanguage,
  );

  readonly #singleKeys = new StoreController(
    this,
    () => this.#app.value.settings,
    ({ singleKeys }) => singleKeys,
  );

  protected override render(): TemplateResult {
    return settingsGroup(msg("App"), html`${this.#languageRow()} ${this.#keyRows()} ${this.#installRow()}`);
  }

  #languageRow(): TemplateResult {
    const choices = [
      { value: "", label: msg("From the browser") },
      ...appLanguages.map(({ language, name }) => ({ value: language, label: name })),
    ];
    const chosen = choices.some(({ value }) => value === this.#language.value) ? this.#language.value : "";
    return choiceRow(msg("Interface"), chosen, choices, (appLanguage) =>
      this.#app.value.change({ appLanguage }),
    );
  }

  #keyRows(): TemplateResult {
    const on = this.#singleKeys.value;
    return html`
      ${switchRow(msg("Single keys"), msg("? and letters do something without Ctrl, outside of fields"), on, (singleKeys) => this.#app.value.change({ singleKeys }))}
      <div class="row">
        <span class="label"><span class="name">${msg("Keys")}</span><span class="hint">${msg("What each of them does")}</span></span>
        <button class="pill" type="button" aria-haspopup="dialog" @click=${() => openKeySheet(on)}>${msg("Keyboard")}</button>
      </div>
    `;
  }

  #installRow(): TemplateResult | typeof nothing {
    const state = this.#install.value;
    if (state === "none") return nothing;
    return html`<div class="row">
        <span class="label">
          <span class="name">${state === "installed" ? msg("Installed") : msg("Install Parley")}</span>
          <span class="hint">${installWords(state)}</span>
        </span>
        ${
          state === "offered"
            ? html`<button class="pill" type="button" @click=${() => this.#app.value.installer.install()}>${msg("Install")}</button>`
            : nothing
        }
      </div>`;
  }
}

function installWords(state: Exclude<InstallState, "none">): string {
  switch (state) {
    case "installed":
      return msg("Opens from your device like any app, also without a network");
    case "offered":
      return msg("In a window of its own, and opens without a network");
    case "by-hand-ios":
      return msg("Press Share in Safari's bar, then Add to Home Screen. It opens without a network, too.");
    case "by-hand-mac":
      return msg("In Safari's menu choose File, then Add to Dock. It opens without a network, too.");
    default:
      return unreachable(state);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "app-settings": AppSettings;
  }
}
