import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { isAbort } from "../core/errors.ts";
import { isObject, type WireObject } from "../core/live/wire.ts";
import {
  type HttpMethod,
  type HttpToolDefinition,
  httpMethods,
  httpToolLimits,
} from "../core/tools/http-definition.ts";
import { httpToolProblems } from "../core/tools/http-problems.ts";
import { AppConsumer } from "./app-context.ts";
import type { PairsChangeEvent } from "./pair-rows.ts";
import "./pair-rows.ts";
import { choiceRow, codeRow, lineRow, problemNote, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { base, pieces } from "./theme.ts";

/** The person is done with a form; `value` is missing if nothing is to be kept. */
export class FormDoneEvent<T> extends Event {
  static readonly type = "parley-form-done";
  readonly value: T | undefined;

  constructor(value: T | undefined) {
    super(FormDoneEvent.type);
    this.value = value;
  }
}

const methods = httpMethods.map((value) => ({ value, label: value }));

/** Makes or changes one HTTP tool, and tries it. Nothing is kept before it is saved. */
@customElement("http-tool-form")
export class HttpToolForm extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  @property({ attribute: false }) tool: HttpToolDefinition | undefined;
  /** Names that it may not have. */
  @property({ attribute: false }) taken: ReadonlySet<string> = new Set();

  readonly #app = new AppConsumer(this);
  #draft: HttpToolDefinition | undefined;
  #schema = "";
  #args = "{}";
  /** Problems are shown once the person has tried to go on. */
  #judged = false;
  #trying: AbortController | undefined;
  #outcome: string | undefined;

  override focus(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#trying?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("tool") || this.tool === undefined) return;
    this.#draft = this.tool;
    this.#schema = JSON.stringify(this.tool.parameters, undefined, 2);
  }

  protected override render(): TemplateResult | typeof nothing {
    const draft = this.#draft;
    if (draft === undefined) return nothing;
    const problems = this.#judged ? this.#problems(draft) : {};
    return html`
      ${lineRow({ name: msg("Tool name"), hint: msg("What the agent calls it, as get_price"), value: draft.name, limit: httpToolLimits.name, problem: problems.name, onInput: (name) => this.#set({ name }) })}
      ${lineRow({ name: msg("Description"), hint: msg("When to use it and what comes back"), value: draft.description, limit: httpToolLimits.description, problem: problems.description, onInput: (description) => this.#set({ description }) })}
      ${codeRow({ name: msg("Arguments"), hint: msg("JSON Schema of an object"), value: this.#schema, limit: httpToolLimits.parametersJson, problem: problems.parameters, onInput: (text) => this.#setSchema(text) })}
      ${lineRow({ name: msg("Address"), hint: msg("{city} stands for the argument city"), type: "url", value: draft.urlTemplate, limit: httpToolLimits.urlTemplate, placeholder: "https://example.org/weather/{city}", problem: problems.urlTemplate, onInput: (urlTemplate) => this.#set({ urlTemplate }) })}
      ${choiceRow<HttpMethod>(msg("Method"), draft.method, methods, (method) => this.#set({ method }), draft.method === "GET" ? undefined : msg("Asks you before it runs."))}
      <div class="row tall">
        <span class="label"><span class="name">${msg("Headers")}</span><span class="hint">${msg("Kept in this browser, sent to this address alone")}</span></span>
        <pair-rows kind="header" secret .limit=${httpToolLimits.headers} .pairs=${draft.headers}
          @parley-pairs=${({ pairs }: PairsChangeEvent) => this.#set({ headers: pairs })}></pair-rows>
        ${problemNote(msg("Headers"), problems.headers)}
      </div>
      ${switchRow(msg("Enabled"), msg("Agents may use it"), draft.enabled, (enabled) => this.#set({ enabled }))}
      ${this.#tryRows()}
      <div class="actions">
        <button class="pill main" type="button" @click=${this.#save}>${msg("Save")}</button>
        <button class="pill" type="button" @click=${() => this.dispatchEvent(new FormDoneEvent(undefined))}>${msg("Discard")}</button>
      </div>
    `;
  }

  #tryRows(): TemplateResult {
    const problem = typeof parsedObject(this.#args) === "string" ? msg("This is no JSON object.") : undefined;
    return html`
      ${codeRow({ name: msg("Arguments to try"), value: this.#args, problem, onInput: (text) => this.#setArgs(text) })}
      <div class="actions">
        <button class="pill" type="button" ?disabled=${this.#trying !== undefined} @click=${this.#try}>${msg("Try it")}</button>
      </div>
      <div class="row" role="status" ?hidden=${this.#trying === undefined && this.#outcome === undefined}>
        ${this.#trying === undefined ? html`<pre class="outcome" tabindex="0" aria-label=${msg("Outcome")}>${this.#outcome}</pre>` : html`<span class="hint">${msg("Trying…")}</span>`}
      </div>
    `;
  }

  #problems(draft: HttpToolDefinition): ReturnType<typeof httpToolProblems> {
    const schema = parsedObject(this.#schema);
    const problems = httpToolProblems(draft, this.taken);
    return typeof schema === "string" ? { ...problems, parameters: schema } : problems;
  }

  #set(changes: Partial<HttpToolDefinition>): void {
    if (this.#draft !== undefined) this.#draft = { ...this.#draft, ...changes };
    this.requestUpdate();
  }

  #setSchema(text: string): void {
    this.#schema = text;
    const parameters = parsedObject(text);
    this.#set(typeof parameters === "string" ? {} : { parameters });
  }

  #setArgs(text: string): void {
    this.#args = text;
    this.requestUpdate();
  }

  /** The draft if nothing is wrong with it; else the focus goes to the first field that is. */
  #judge(): HttpToolDefinition | undefined {
    this.#judged = true;
    this.requestUpdate();
    if (this.#draft !== undefined && Object.keys(this.#problems(this.#draft)).length === 0)
      return this.#draft;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus(),
    );
    return undefined;
  }

  #save(): void {
    const draft = this.#judge();
    if (draft !== undefined) this.dispatchEvent(new FormDoneEvent(draft));
  }

  async #try(): Promise<void> {
    const draft = this.#judge();
    const args = parsedObject(this.#args);
    if (draft === undefined || typeof args === "string") return;
    const trying = new AbortController();
    this.#trying = trying;
    this.requestUpdate();
    this.#outcome = await this.#outcomeOf(draft, args, trying.signal);
    this.#trying = undefined;
    this.requestUpdate();
  }

  async #outcomeOf(draft: HttpToolDefinition, args: WireObject, signal: AbortSignal): Promise<string> {
    try {
      const { response } = await this.#app.value.tryHttpTool(draft, args, signal);
      return JSON.stringify(response.response, undefined, 2);
    } catch (error) {
      if (isAbort(error)) return "";
      return error instanceof Error ? error.message : String(error);
    }
  }
}

/** The object, or a sentence on why it is none. */
function parsedObject(text: string): WireObject | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : msg("This is no JSON object.");
  } catch (error) {
    return msg(str`This is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "http-tool-form": HttpToolForm;
  }
}
