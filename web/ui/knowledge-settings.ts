import { msg, str } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Plus } from "lucide";
import type { KnowledgeFile } from "../app/knowledge.ts";
import { AppConsumer } from "./app-context.ts";
import { sizeText } from "./format.ts";
import { icon } from "./icon.ts";
import { settingsGroup } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { keptCallText } from "./storage-text.ts";
import { chosenFiles } from "./text-file.ts";
import { base, pieces } from "./theme.ts";

/** A search goes through all of them in a call. */
const largestBytes = 2_000_000;

/** The files that agents may look things up in. */
@customElement("knowledge-settings")
export class KnowledgeSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  #files: readonly KnowledgeFile[] = [];
  #problems: readonly string[] = [];

  protected override firstUpdated(): void {
    void this.#work(async () => undefined);
  }

  protected override render(): TemplateResult {
    return settingsGroup(
      msg("Knowledge"),
      html`
        ${this.#files.length === 0 ? empty() : this.#files.map((file) => this.#row(file))}
        <div class="actions">
          <button class="pill" type="button" @click=${this.#choose}>${icon(Plus)}${msg("Add files")}</button>
          <input type="file" hidden multiple accept=".md,.markdown,.txt,text/plain,text/markdown" aria-label=${msg("Files")} @change=${this.#add} />
        </div>
        <div role="alert">
          ${this.#problems.map((problem) => html`<p class="row problem" dir="auto">${problem}</p>`)}
        </div>
      `,
    );
  }

  #row({ id, name, characters }: KnowledgeFile): TemplateResult {
    return html`<div class="row">
      <span class="label"><span class="name" dir="auto">${name}</span><span class="hint">${sizeText(characters)}</span></span>
      <button class="pill" type="button" aria-label=${msg(str`Remove ${name}`)} @click=${() => this.#remove(id)}>${msg("Remove")}</button>
    </div>`;
  }

  #choose(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  async #add(event: Event & { readonly currentTarget: HTMLInputElement }): Promise<void> {
    const files = await chosenFiles(event);
    await this.#work(async () => {
      for (const file of files) await this.#keep(file);
    });
  }

  async #remove(id: string): Promise<void> {
    await this.#work(() => this.#app.value.removeKnowledge(id));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".actions .pill")?.focus();
  }

  async #keep(file: File): Promise<void> {
    const problem = problemOf(file);
    if (problem === undefined) await this.#app.value.addKnowledge(file.name, await file.text());
    else this.#problems = [...this.#problems, problem];
  }

  /** Does it and shows what there is then. */
  async #work(work: () => Promise<void>): Promise<void> {
    this.#problems = [];
    try {
      await work();
    } catch (error) {
      this.#problems = [...this.#problems, keptCallText(error)];
    }
    try {
      this.#files = await this.#app.value.knowledge();
    } catch (error) {
      this.#problems = [...new Set([...this.#problems, keptCallText(error)])];
    }
    this.requestUpdate();
  }
}

const empty = () =>
  html`<p class="row hint">${msg("No files yet. Agents look things up in the Markdown and text files you add.")}</p>`;

function problemOf({ name, size }: File): string | undefined {
  if (!/\.(md|markdown|txt)$/i.test(name)) return msg(str`${name} is neither a Markdown nor a text file.`);
  if (size > largestBytes) return msg(str`${name} is larger than ${sizeText(largestBytes)}.`);
  return undefined;
}
