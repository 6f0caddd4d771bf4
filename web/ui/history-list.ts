import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CallList, History, HistorySide } from "../app/history-side.ts";
import { unreachable } from "../core/assert.ts";
import type { CallRecord } from "../core/history/record.ts";
import { keyDeed } from "../core/keys.ts";
import { AppConsumer } from "./app-context.ts";
import { DayController } from "./day-controller.ts";
import { FileDrop } from "./file-drop.ts";
import { countText } from "./format.ts";
import { plural } from "./plural.ts";
import "./history-calls.ts";
import type { CallRenameEvent, CallSelectEvent } from "./history-calls.ts";
import "./history-file-jobs.ts";
import { agentsOf, type Filter, type HistoryRow, isOpen, noFilter, rowsOf } from "./history-filter.ts";
import { historyFilterStyles, historyFilters } from "./history-filters.ts";
import { historyHead, historySearchBox } from "./history-head.ts";
import { historyListStyles } from "./history-list-styles.ts";
import type { CallActionEvent } from "./history-menu.ts";
import { SearchController } from "./history-search.ts";
import { selectionBar, selectionStyles } from "./history-selection.ts";
import {
  emptyHistory,
  historyProblem,
  historyStateStyles,
  historyTrouble,
  loadingHistory,
  noMatch,
} from "./history-states.ts";
import "./history-toast.ts";
import { HistoryWishes } from "./history-wishes.ts";
import { keptCallText, storageText } from "./storage-text.ts";
import { followStore } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The kept calls: newest first by day, searched, narrowed, renamed, starred, deleted, and made from files. */
@customElement("history-list")
export class HistoryList extends LitElement {
  static override styles = [
    base,
    pieces,
    historyListStyles,
    historyFilterStyles,
    selectionStyles,
    historyStateStyles,
  ];

  @property({ attribute: false }) side: HistorySide | undefined;

  readonly #app = new AppConsumer(this);
  readonly #list = followStore(this, () => this.#history.list);
  readonly #removed = followStore(this, () => this.#history.removed);
  readonly #interrupted = followStore(this, () => this.#given().interrupted);
  readonly #search = new SearchController(this, () => this.#history);
  readonly #wishes = new HistoryWishes(this, () => this.#history);
  readonly #drop = new FileDrop(this, (files) => this.#addFiles(files));
  #filter: Filter = noFilter;
  /** Ids of the chosen calls; undefined when nothing is being chosen. */
  #selected: ReadonlySet<string> | undefined;
  #rows: readonly HistoryRow[] = [];
  #searched: CallList | undefined;
  #lastRemoved: { readonly id: string | undefined; readonly index: number } | undefined;

  /** Gives the focus to a call, for whoever comes back from it. */
  focusCall(id: string): void {
    this.renderRoot.querySelector("history-calls")?.focusCall(id);
  }

  constructor() {
    super();
    new DayController(this, () => this.#app.value.now());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#onKey);
  }

  protected override willUpdate(): void {
    const list = this.#list.value;
    if (list.status !== "ready") return;
    if (list !== this.#searched) this.#search.again();
    this.#searched = list;
    this.#rows = rowsOf({
      calls: list.calls,
      removed: this.#removed.value,
      interrupted: this.#interrupted.value,
      filter: this.#filter,
      matches: this.#search.matches,
      nowMs: this.#app.value.now(),
    });
  }

  protected override render(): TemplateResult {
    const list = this.#list.value;
    const isSelecting = this.#selected !== undefined;
    this.classList.toggle("choosing", isSelecting);
    return html`
      ${historyHead({
        canSelect: list.status === "ready" && list.calls.length > 0,
        isSelecting,
        onFiles: (files) => this.#addFiles(files),
        onSelecting: () => this.#choose(isSelecting ? undefined : []),
      })}
      <div role="alert">${this.#wishes.problem === undefined ? nothing : historyProblem(this.#wishes.problem, () => this.#wishes.forget())}</div>
      <history-file-jobs .fileCalls=${this.#given().fileCalls}></history-file-jobs>
      <history-toast .history=${this.#history} @parley-toast-gone=${this.#onToastGone}></history-toast>
      ${this.#content(list)}
      ${this.#drop.isOver ? html`<div class="drop"><p>${msg("Drop sound files to make calls of them.")}</p></div>` : nothing}
    `;
  }

  #content(list: CallList): TemplateResult {
    switch (list.status) {
      case "loading":
        return loadingHistory();
      case "failed":
        return historyTrouble(storageText(list.error), () => this.#history.reload());
      case "ready":
        if (list.calls.length > 0) return this.#calls(list.calls);
        return list.isComplete ? emptyHistory() : loadingHistory();
      default:
        return unreachable(list);
    }
  }

  #calls(calls: readonly CallRecord[]): TemplateResult {
    return html`
      ${historySearchBox(this.#search.query, (query) => this.#find(query))}
      ${historyFilters(this.#filter, agentsOf(calls), (filter) => this.#narrow(filter))} ${this.#found()}
      ${
        this.#selected === undefined
          ? nothing
          : selectionBar(this.#rows, this.#selected, {
              select: (ids) => this.#choose(ids),
              star: (ids, isStarred) => this.#wishes.star(ids, isStarred),
              remove: (ids) => this.#remove(ids),
            })
      }
    `;
  }

  #found(): TemplateResult {
    const { query, answered, matches, error } = this.#search;
    if (error !== undefined) return historyTrouble(keptCallText(error), () => this.#search.again());
    const count = this.#rows.length;
    const isPlain = isOpen(this.#filter) && matches === undefined;
    return html`
      <p class="visually-hidden" aria-live="polite">${isPlain ? "" : plural(count, str`${countText(count)} call`, str`${countText(count)} calls`)}</p>
      ${count === 0 && isPlain ? emptyHistory() : nothing}
      ${count === 0 && !isPlain ? noMatch(answered, () => this.#showAll()) : nothing}
      ${
        count === 0
          ? nothing
          : html`<history-calls
              .rows=${this.#rows}
              .subject=${JSON.stringify([this.#filter, matches === undefined ? "" : query])}
              .selected=${this.#selected}
              .nowMs=${this.#app.value.now()}
              @parley-call-action=${this.#onAction}
              @parley-call-rename=${({ id, title }: CallRenameEvent) => this.#wishes.rename(id, title)}
              @parley-call-select=${this.#onSelect}
            ></history-calls>`
      }
    `;
  }

  #find(query: string): void {
    this.#search.search(query);
    this.#toTop();
  }

  #narrow(filter: Filter): void {
    this.#filter = filter;
    this.requestUpdate();
    this.#toTop();
  }

  #showAll(): void {
    this.#find("");
    this.#narrow(noFilter);
    this.renderRoot.querySelector<HTMLElement>("input[type=search]")?.focus();
  }

  /** Another list begins at its beginning. */
  #toTop(): void {
    this.renderRoot.querySelector("h1")?.scrollIntoView({ block: "end" });
  }

  #choose(ids: readonly string[] | undefined): void {
    this.#selected = ids === undefined ? undefined : new Set(ids);
    this.requestUpdate();
  }

  #onSelect({ id, isSelected }: CallSelectEvent): void {
    const others = [...(this.#selected ?? [])].filter((one) => one !== id);
    this.#choose(isSelected ? [...others, id] : others);
  }

  #onAction({ action, call }: CallActionEvent): void {
    if (action === "star") this.#wishes.star([call.id], !call.isStarred);
    if (action === "delete") this.#remove([call.id]);
  }

  /** Whoever deletes without a mouse has the way back at hand. */
  #remove(ids: readonly string[]): void {
    const index = this.#rows.findIndex(({ call }) => ids.includes(call.id));
    this.#lastRemoved = { id: ids[0], index };
    this.#choose(undefined);
    this.#history.remove(ids);
    void this.#focusToast();
  }

  async #focusToast(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("history-toast")?.focus();
  }

  async #onToastGone(): Promise<void> {
    await this.updateComplete;
    const calls = this.renderRoot.querySelector("history-calls");
    await calls?.updateComplete;
    const isDone = calls?.focusCall(this.#lastRemoved?.id, this.#lastRemoved?.index);
    if (isDone !== true) this.renderRoot.querySelector("h1")?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
    const deed = keyDeed(event, "history");
    if (deed === "leave" && this.#selected !== undefined) this.#choose(undefined);
    if (deed === "undo" && !isTyping && this.#removed.value.length > 0) {
      event.preventDefault();
      this.#history.undoRemove();
    }
  };

  #addFiles(files: readonly File[]): void {
    this.#given().fileCalls.add(files.map((blob) => ({ name: blob.name, blob })));
  }

  get #history(): History {
    return this.#given().history;
  }

  #given(): HistorySide {
    if (this.side === undefined) throw new Error("history-list needs its side before it is on the page.");
    return this.side;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "history-list": HistoryList;
  }
}
