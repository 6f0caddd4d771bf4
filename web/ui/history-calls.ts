import { msg } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { callTitle } from "./call-title.ts";
import { dayStartMs } from "./history-days.ts";
import { type HistoryRow, pageRows, pagesOf } from "./history-filter.ts";
import { CallActionEvent, type HistoryMenu } from "./history-menu.ts";
import { Pager } from "./history-pager.ts";
import { historyRowModeStyles } from "./history-row-mode-styles.ts";
import { historyRowStyles } from "./history-row-styles.ts";
import { historyRows, type RowSetting } from "./history-rows.ts";
import { locale } from "./locale.ts";
import { base, pieces } from "./theme.ts";

/** The person has given a call another title; empty: one made from its first words. */
export class CallRenameEvent extends Event {
  static readonly type = "parley-call-rename";
  readonly id: string;
  readonly title: string;

  constructor(id: string, title: string) {
    super(CallRenameEvent.type);
    this.id = id;
    this.title = title;
  }
}

/** The person has chosen a call, or no longer. */
export class CallSelectEvent extends Event {
  static readonly type = "parley-call-select";
  readonly id: string;
  readonly isSelected: boolean;

  constructor(id: string, isSelected: boolean) {
    super(CallSelectEvent.type);
    this.id = id;
    this.isSelected = isSelected;
  }
}

/**
 * The list `Calls`: rows by day, a page at a time as the person comes near its end; what is far above makes room. Tells
 * of wishes as events.
 */
@customElement("history-calls")
export class HistoryCalls extends LitElement {
  static override styles = [base, pieces, historyRowStyles, historyRowModeStyles];

  @property({ attribute: false }) rows: readonly HistoryRow[] = [];
  /** What the rows are an answer to; when it changes, the list begins anew. */
  @property() subject = "";
  /** Ids of the chosen calls; undefined when rows are links. */
  @property({ attribute: false }) selected: ReadonlySet<string> | undefined;
  @property({ type: Number }) nowMs = 0;

  readonly #pager = new Pager(this, {
    start: () => this.renderRoot.querySelector(".start"),
    end: () => this.renderRoot.querySelector(".end"),
    firstHeight: () => this.#firstHeight(),
  });
  #pages: readonly (readonly HistoryRow[])[] = [];
  #renaming: RowSetting["renaming"];

  /** Gives the focus to a call, or to the one next to that place of the list. @returns whether there is one on the page */
  focusCall(id: string | undefined, index = 0): boolean {
    const links = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-call]")];
    const place = Math.max(0, index - this.#pager.first * pageRows);
    const link =
      links.find(({ dataset }) => dataset["call"] === id) ?? links[Math.min(place, links.length - 1)];
    link?.focus();
    return link !== undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("subject")) this.#pager.reset();
    this.#pages = pagesOf(this.rows, this.#pager.end, this.#pages);
  }

  protected override render(): TemplateResult {
    const shown = this.#pages.reduce((sum, page) => sum + page.length, 0);
    const { first } = this.#pager;
    return html`
      <ul aria-label=${msg("Calls")}>
        ${repeat(
          this.#pages.slice(first),
          (_, index) => first + index,
          (page, index) => this.#page(page, first + index),
        )}
      </ul>
      ${first > 0 ? html`<div class="start"></div>` : nothing} ${shown < this.rows.length ? html`<div class="end"></div>` : nothing}
      <history-menu @parley-call-action=${this.#onAction}></history-menu>
    `;
  }

  /** Not by an attribute, which the page's policy forbids. */
  protected override updated(): void {
    this.style.setProperty("--room", `${this.#pager.room}px`);
  }

  /** A page that has the focus stays. */
  #firstHeight(): number | undefined {
    const rows = this.renderRoot.querySelectorAll<HTMLElement>("li");
    const [first, next] = [rows[0], rows[pageRows]];
    const focus = this.shadowRoot?.activeElement;
    const hasFocus = focus != null && [...rows].slice(0, pageRows).some((row) => row.contains(focus));
    if (first === undefined || next === undefined || hasFocus) return undefined;
    return next.getBoundingClientRect().top - first.getBoundingClientRect().top;
  }

  /** A page is drawn anew only when something in it has changed: the others may be thousands of rows. */
  #page(page: readonly HistoryRow[], index: number): unknown {
    const above = this.#pages[index - 1]?.at(-1);
    const marks = page.map(({ call }) => this.#mark(call.id)).join();
    const place = { first: index * pageRows, of: this.rows.length };
    return guard([page, above, marks, dayStartMs(this.nowMs), place.of, locale()], () =>
      historyRows(page, above, place, this.#setting()),
    );
  }

  /** What the state of this element adds to how a row looks. */
  #mark(id: string): string {
    if (this.selected !== undefined) return this.selected.has(id) ? "chosen" : "open";
    return this.#renaming?.id === id ? "renaming" : "";
  }

  #setting(): RowSetting {
    return {
      nowMs: this.nowMs,
      selected: this.selected,
      renaming: this.#renaming,
      onMenu: (call, button) => void this.#menu?.open(call, button),
      onSelect: (id, isSelected) => this.dispatchEvent(new CallSelectEvent(id, isSelected)),
      onRename: (id, title) => {
        this.dispatchEvent(new CallRenameEvent(id, title));
        void this.#rename(undefined, id);
      },
      onKeepName: (id) => void this.#rename(undefined, id),
    };
  }

  get #menu(): HistoryMenu | null {
    return this.renderRoot.querySelector("history-menu");
  }

  #onAction(event: CallActionEvent): void {
    const { call } = event;
    if (event.action === "rename") void this.#rename({ id: call.id, title: callTitle(call) }, call.id);
    else this.dispatchEvent(new CallActionEvent(event.action, call));
  }

  /** Opens the field for the title of a call, or closes it; the focus stays with the call. */
  async #rename(renaming: RowSetting["renaming"], id: string): Promise<void> {
    this.#renaming = renaming;
    this.requestUpdate();
    await this.updateComplete;
    const field = this.renderRoot.querySelector<HTMLInputElement>(".title-field");
    if (field === null) this.focusCall(id);
    else field.select();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "history-calls": HistoryCalls;
  }
}
