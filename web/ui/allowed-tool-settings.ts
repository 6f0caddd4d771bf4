import { msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { AppConsumer } from "./app-context.ts";
import { settingsGroup } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The tools that no longer ask, by the person's own word. */
@customElement("allowed-tool-settings")
export class AllowedToolSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #allowed = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.allowedTools,
  );

  protected override render(): TemplateResult {
    const allowed = this.#allowed.value;
    return settingsGroup(
      msg("Tools that run without asking"),
      html`${allowed.length === 0 ? empty() : allowed.map((name, index) => this.#row(name, index))}`,
    );
  }

  #row(name: string, index: number): TemplateResult {
    return html`<div class="row">
      <span class="label"><span class="name">${name}</span></span>
      <button class="pill" type="button" aria-label=${msg(str`Remove ${name}`)} @click=${() => this.#remove(name, index)}>${msg("Remove")}</button>
    </div>`;
  }

  /** What comes next has the focus then, or else what came before, or the word that there is none. */
  async #remove(name: string, index: number): Promise<void> {
    this.#app.value.change({ allowedTools: this.#allowed.value.filter((one) => one !== name) });
    await this.updateComplete;
    const next = [...this.renderRoot.querySelectorAll<HTMLElement>(".pill, .none")];
    next[Math.min(index, next.length - 1)]?.focus();
  }
}

const empty = () =>
  html`<p class="row hint none" tabindex="-1">${msg("None. Choose “Always allow” when a tool asks, and it is listed here.")}</p>`;
