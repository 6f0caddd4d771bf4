import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { unreachable } from "../core/assert.ts";
import type { InstallState } from "../core/installer.ts";
import { AppConsumer } from "./app-context.ts";
import { settingsGroup } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** How the app comes onto the device. Nothing where the browser cannot install it. */
@customElement("app-settings")
export class AppSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #install = new StoreController(
    this,
    () => this.#app.value.installer.state,
    (state) => state,
  );

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#install.value;
    if (state === "none") return nothing;
    return settingsGroup(
      "App",
      html`<div class="row">
        <span class="label">
          <span class="name">${state === "installed" ? "Installed" : "Install Parley"}</span>
          <span class="hint">${installWords(state)}</span>
        </span>
        ${
          state === "offered"
            ? html`<button class="pill" type="button" @click=${() => this.#app.value.installer.install()}>Install</button>`
            : nothing
        }
      </div>`,
    );
  }
}

function installWords(state: Exclude<InstallState, "none">): string {
  switch (state) {
    case "installed":
      return "Opens from your device like any app, also without a network";
    case "offered":
      return "In a window of its own, and opens without a network";
    case "by-hand-ios":
      return "Press Share in Safari's bar, then Add to Home Screen. It opens without a network, too.";
    case "by-hand-mac":
      return "In Safari's menu choose File, then Add to Dock. It opens without a network, too.";
    default:
      return unreachable(state);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "app-settings": AppSettings;
  }
}
