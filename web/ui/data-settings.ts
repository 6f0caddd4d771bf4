import { msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { isDataUrl } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { lineRow, settingsGroup } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The database that agents may ask. */
@customElement("data-settings")
export class DataSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #url = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.dataUrl,
  );
  /** What the person has typed, as long as it is no address. */
  #text: string | undefined;

  protected override render(): TemplateResult {
    const text = this.#text ?? this.#url.value;
    return settingsGroup(
      msg("Data"),
      html`${lineRow({
        name: msg("Data address"),
        hint: msg("A Datasette database that agents may ask"),
        type: "url",
        value: text,
        placeholder: "https://data.example.org/sales",
        problem: isAddress(text) ? undefined : msg("An address with https, without ? and #."),
        onInput: (typed) => this.#set(typed.trim()),
      })}`,
    );
  }

  #set(text: string): void {
    this.#text = isAddress(text) ? undefined : text;
    if (isAddress(text)) this.#app.value.change({ dataUrl: text });
    this.requestUpdate();
  }
}

function isAddress(text: string): boolean {
  return text === "" || isDataUrl(text);
}
