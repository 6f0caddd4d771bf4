import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Plus } from "lucide";
import type { HttpToolDefinition } from "../core/tools/http-definition.ts";
import { AppConsumer } from "./app-context.ts";
import type { FormDoneEvent, HttpToolForm } from "./http-tool-form.ts";
import "./http-tool-form.ts";
import { icon } from "./icon.ts";
import { settingsGroup } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The tools that the person has made: requests to a fixed host. */
@customElement("http-tool-settings")
export class HttpToolSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #tools = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.httpTools,
  );
  #edited: HttpToolDefinition | undefined;
  #taken: ReadonlySet<string> = new Set();

  protected override render(): TemplateResult {
    const tools = this.#tools.value;
    const isNew = this.#edited !== undefined && tools.every(({ id }) => id !== this.#edited?.id);
    return settingsGroup(
      msg("Your own tools"),
      html`
        ${tools.length === 0 && !isNew ? empty() : nothing}
        ${repeat(
          tools,
          ({ id }) => id,
          (tool) => (tool.id === this.#edited?.id ? this.#form() : this.#row(tool)),
        )}
        ${isNew ? this.#form() : nothing}
        <div class="actions" ?hidden=${this.#edited !== undefined}>
          <button class="pill add" type="button" @click=${() => this.#edit(blank())}>${icon(Plus)}${msg("Add tool")}</button>
        </div>
      `,
    );
  }

  #row(tool: HttpToolDefinition): TemplateResult {
    const { name, description, enabled } = tool;
    return html`<div class="row item">
      <span class="label">
        <span class="name">${name}</span>
        <span class="hint" dir="auto">${enabled ? description : msg("Off")}</span>
      </span>
      <span class="buttons">
      <button class="pill" type="button" aria-label=${msg(str`Edit ${name}`)} @click=${() => this.#edit(tool)}>${msg("Edit")}</button>
      <button class="pill" type="button" aria-label=${msg(str`Delete ${name}`)} @click=${() => this.#delete(tool)}>${msg("Delete")}</button>
      </span>
    </div>`;
  }

  #form(): TemplateResult {
    return html`<http-tool-form
      class="editor"
      .tool=${this.#edited}
      .taken=${this.#taken}
      @parley-form-done=${(event: FormDoneEvent<HttpToolDefinition>) => this.#done(event.value)}
    ></http-tool-form>`;
  }

  async #edit(tool: HttpToolDefinition): Promise<void> {
    this.#edited = tool;
    this.#taken = new Set(this.#othersNames(tool));
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HttpToolForm>("http-tool-form")?.focus();
    await this.#learnNames(tool);
  }

  /** The names of all other tools; while they are not known, a clash shows only in the list of an agent's tools. */
  async #learnNames(edited: HttpToolDefinition): Promise<void> {
    try {
      const { tools, refused } = await this.#app.value.listTools();
      const isOwn = (name: string) => name === edited.name && refused.every((one) => one.name !== name);
      this.#taken = new Set([
        ...this.#othersNames(edited),
        ...[...tools.keys()].filter((name) => !isOwn(name)),
      ]);
      this.requestUpdate();
    } catch (error) {
      console.error("The names of the tools did not load.", error);
    }
  }

  #othersNames({ id }: HttpToolDefinition): readonly string[] {
    return this.#tools.value.filter((tool) => tool.id !== id).map(({ name }) => name);
  }

  #done(saved: HttpToolDefinition | undefined): void {
    const known = this.#tools.value;
    if (saved !== undefined) {
      const isNew = known.every(({ id }) => id !== saved.id);
      this.#keep(isNew ? [...known, saved] : known.map((tool) => (tool.id === saved.id ? saved : tool)));
    }
    this.#close();
  }

  #delete({ id }: HttpToolDefinition): void {
    this.#keep(this.#tools.value.filter((tool) => tool.id !== id));
    void this.#moveFocus();
  }

  /** What was allowed under a name that is free now may not be allowed to the next tool of that name. */
  #keep(httpTools: readonly HttpToolDefinition[]): void {
    const app = this.#app.value;
    const names = new Set(httpTools.map(({ name }) => name));
    const gone = this.#tools.value.map(({ name }) => name).filter((name) => !names.has(name));
    const { allowedTools } = app.settings.get();
    app.change({ httpTools, allowedTools: allowedTools.filter((name) => !gone.includes(name)) });
  }

  #close(): void {
    this.#edited = undefined;
    this.requestUpdate();
    void this.#moveFocus();
  }

  /** While another one is edited, nothing can be added. */
  async #moveFocus(): Promise<void> {
    await this.updateComplete;
    const to = this.#edited === undefined ? ".add" : "http-tool-form";
    this.renderRoot.querySelector<HTMLElement>(to)?.focus();
  }
}

const empty = () =>
  html`<p class="row hint">${msg("None yet. A tool asks a web address and tells the agent the answer.")}</p>`;

function blank(): HttpToolDefinition {
  return {
    id: crypto.randomUUID(),
    name: "",
    description: "",
    parameters: { type: "object", properties: {} },
    urlTemplate: "",
    method: "GET",
    headers: {},
    enabled: true,
  };
}
