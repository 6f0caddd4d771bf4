import { msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ChevronLeft, Download, Pencil, Star } from "lucide";
import { unreachable } from "../core/assert.ts";
import type { CallRecord } from "../core/history/record.ts";
import { agentName } from "./agent-name.ts";
import { AppConsumer } from "./app-context.ts";
import { callHeadStyles } from "./call-head-styles.ts";
import { callTitle } from "./call-title.ts";
import { clockText } from "./format.ts";
import { dayName, timeText } from "./history-days.ts";
import { icon } from "./icon.ts";
import { routes } from "./route.ts";
import { base } from "./theme.ts";

/** The longest title that is worth a line. */
const titleLimit = 120;

/** The person has given a call another title; an empty one makes it from the first words again. */
export class RenameEvent extends Event {
  static readonly type = "parley-rename";
  readonly title: string;

  constructor(title: string) {
    super(RenameEvent.type);
    this.title = title;
  }
}

/** The way back, the title, and what a call was in one line. Raises `parley-rename`, `parley-star`, `parley-export`. */
@customElement("call-head")
export class CallHead extends LitElement {
  static override styles = [base, callHeadStyles];

  @property({ attribute: false }) record: CallRecord | undefined;
  /** Its page is gone, and the person may return to it. */
  @property({ type: Boolean }) isInterrupted = false;

  readonly #app = new AppConsumer(this);
  /** The title as it read when the person began to change it; undefined while nobody does. */
  #given: string | undefined;

  protected override render(): TemplateResult {
    const { record } = this;
    return html`
      <header>
        <a class="back" href=${routes.history} aria-label=${msg("Back to all calls")}>${icon(ChevronLeft)}</a>
        ${record === undefined ? html`<h1>${msg("Call")}</h1>` : this.#title(record)}
      </header>
      ${record === undefined ? nothing : this.#meta(record)}
    `;
  }

  #title(record: CallRecord): TemplateResult {
    if (this.#given !== undefined) return this.#field(this.#given);
    const raise = (type: string) => this.dispatchEvent(new Event(type));
    return html`
      <h1 dir="auto">${callTitle(record)}</h1>
      <button class="rename" type="button" aria-label=${msg("Rename call")} @click=${() => this.#rename(callTitle(record))}>${icon(Pencil)}</button>
      <button
        class="star"
        type="button"
        aria-label=${msg("Star")}
        aria-pressed=${record.isStarred}
        @click=${() => raise("parley-star")}
      >${icon(Star)}</button>
      <button type="button" aria-label=${msg("Export")} aria-haspopup="dialog" @click=${() => raise("parley-export")}>${icon(Download)}</button>
    `;
  }

  #field(title: string): TemplateResult {
    const onKey = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }) => {
      // What is being composed takes these keys for itself.
      if (event.isComposing) return;
      if (event.key === "Enter") this.#take(event.currentTarget.value);
      else if (event.key === "Escape") this.#rename(undefined);
      else return;
      event.preventDefault();
    };
    return html`<input
      type="text"
      aria-label=${msg("Title")}
      dir="auto"
      maxlength=${titleLimit}
      enterkeyhint="done"
      .value=${title}
      @keydown=${onKey}
      @blur=${(event: Event & { readonly currentTarget: HTMLInputElement }) => this.#given !== undefined && this.#take(event.currentTarget.value, false)}
    />`;
  }

  #take(text: string, hasFocus = true): void {
    const title = text.trim();
    const given = this.#given;
    this.#rename(undefined, hasFocus);
    if (title !== given) this.dispatchEvent(new RenameEvent(title));
  }

  /** The focus goes to what takes the place of the other. */
  #rename(given: string | undefined, hasFocus = true): void {
    this.#given = given;
    this.requestUpdate();
    if (!hasFocus) return;
    void this.updateComplete.then(() => {
      const field = this.renderRoot.querySelector("input");
      if (field === null) this.renderRoot.querySelector<HTMLElement>(".rename")?.focus();
      else field.select();
    });
  }

  #meta(record: CallRecord): TemplateResult {
    const { startedAtMs, endedAtMs, status } = record;
    const parts = [
      `${dayName(startedAtMs, this.#app.value.now())} ${timeText(startedAtMs)}`,
      endedAtMs === undefined ? undefined : clockText(endedAtMs - startedAtMs),
      agentName(record.agent),
      record.model === "" ? undefined : record.model,
      endWord(record),
    ].filter((part) => part !== undefined);
    return html`
      <p class="meta">
        ${parts.map((part, index) => html`${index === 0 ? nothing : " · "}<span dir="auto">${part}</span>`)}
        ${status === "ended" ? nothing : html`<span class="badge">${status === "recovered" ? msg("Recovered") : this.isInterrupted ? msg("Interrupted") : msg("Running")}</span>`}
      </p>
      ${record.end?.type === "failed" ? html`<p class="failed" dir="auto">${msg(record.end.message)}</p>` : nothing}
    `;
  }
}

function endWord({ status, end }: CallRecord): string | undefined {
  if (status === "recovered") return msg("cut off");
  if (end === undefined) return undefined;
  switch (end.type) {
    case "hung-up":
      return msg("ended by you");
    case "agent-hung-up":
      return msg("ended by the agent");
    case "failed":
      return msg("ended by an error");
    default:
      return unreachable(end);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "call-head": CallHead;
  }
}
