import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { keptCallText } from "./storage-text.ts";
import { base } from "./theme.ts";

/** From the last key to the store. */
const typingMs = 600;

/** The person's own words about a call. Kept as they are typed, and at the latest when the person leaves. */
@customElement("call-notes")
export class CallNotes extends LitElement {
  static override styles = [base, notesStyles()];

  @property({ attribute: false }) notes = "";
  /** Keeps them. Rejects with what went wrong. */
  @property({ attribute: false }) save: ((notes: string) => Promise<void>) | undefined;

  /** What is typed and not yet known to be kept. */
  #draft: string | undefined;
  /** What is on its way to the store. */
  #underway: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSaved = false;
  #problem: string | undefined;
  readonly #onLeave = () => {
    if (document.visibilityState === "hidden") void this.#keep();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#onLeave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#onLeave);
    void this.#keep();
  }

  /** Another call: what is typed still belongs to the one before. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("save");
    if (before === undefined) return;
    void this.#keep(before);
    this.#draft = this.#problem = undefined;
    this.#isSaved = false;
  }

  protected override render(): TemplateResult {
    return html`
      <div class="head">
        <label for="notes">${msg("Notes")}</label>
        <span class="state" role="status">${this.#isSaved ? msg("Saved") : nothing}</span>
      </div>
      <textarea
        id="notes"
        rows="3"
        dir="auto"
        placeholder=${msg("Only for you, on this device")}
        .value=${live(this.#draft ?? this.notes)}
        @input=${this.#onInput}
        @blur=${() => this.#keep()}
      ></textarea>
      <div role="alert">${this.#problem === undefined ? nothing : html`<p class="problem">${msg(str`Not saved. ${this.#problem}`)}</p>`}</div>
    `;
  }

  #onInput(event: Event & { readonly currentTarget: HTMLTextAreaElement }): void {
    this.#draft = event.currentTarget.value;
    this.#isSaved = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#keep(), typingMs);
    this.requestUpdate();
  }

  /** What could not be kept stays in the field, and the next key tries again. */
  async #keep(save = this.save): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.#draft;
    if (text === undefined || text === this.#underway || save === undefined) return;
    this.#underway = text;
    let problem: string | undefined;
    try {
      await save(text);
    } catch (error) {
      problem = keptCallText(error);
    }
    if (this.#underway === text) this.#underway = undefined;
    if (save === this.save) this.#told(text, problem);
  }

  #told(text: string, problem: string | undefined): void {
    this.#problem = problem;
    if (problem === undefined) {
      this.notes = text;
      this.#isSaved = this.#draft === text;
      if (this.#isSaved) this.#draft = undefined;
    }
    this.requestUpdate();
  }
}

function notesStyles() {
  return css`
    :host {
      display: block;
    }

    .head {
      display: flex;
      justify-content: space-between;
      padding-block-end: 8px;
      font-size: var(--meta);
      color: var(--quiet);
    }

    label {
      font-weight: var(--strong);
    }

    textarea {
      display: block;
      width: 100%;
      max-height: 50vh;
      padding: 12px 14px;
      border: 1px solid var(--quiet);
      border-radius: var(--radius-row);
      background: var(--surface);
      font-size: 1rem;
      line-height: 1.5;
      resize: vertical;
      field-sizing: content;
    }

    ::placeholder {
      color: var(--quiet);
      opacity: 1;
    }

    .problem {
      padding-block-start: 6px;
      color: var(--alert);
      font-size: var(--secondary);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-notes": CallNotes;
  }
}
