import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { HistorySide } from "../app/history-side.ts";
import { RecordingError, StorageError } from "../core/errors.ts";
import { AppConsumer } from "./app-context.ts";
import "./history-list.ts";
import { type HistoryPlace, historyPlace } from "./history-route.ts";
import { historyStateStyles, historyTrouble, loadingHistory } from "./history-states.ts";
import { RouteController } from "./route.ts";
import { storageText } from "./storage-text.ts";
import { base, pieces } from "./theme.ts";

/** The kept calls, or the one of them that the address names. */
@customElement("history-screen")
export class HistoryScreen extends LitElement {
  static override styles = [base, pieces, historyStateStyles, screenStyles()];

  readonly #app = new AppConsumer(this);
  #side: HistorySide | undefined;
  #detail: "missing" | "loading" | "loaded" | "failed" = "missing";
  /** Why the calls could not be loaded, in words. */
  #trouble: string | undefined;
  #place: HistoryPlace | undefined;
  /** The list was on the screen: it stays as it is while a call is open. */
  #isListed = false;
  #listScrollTop = 0;

  constructor() {
    super();
    // Renders anew when the address changes; the place itself is read while rendering.
    new RouteController(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadSide();
  }

  protected override willUpdate(): void {
    const before = this.#place;
    this.#place = historyPlace(location.hash);
    if (this.#place === undefined) this.#isListed = true;
    else {
      if (before === undefined) this.#listScrollTop = this.#scroller?.scrollTop ?? 0;
      // What has failed waits for the person, or for the next call that is opened.
      const isAnother = before?.callId !== this.#place.callId;
      if (this.#detail === "missing" || (this.#detail === "failed" && isAnother)) void this.#loadDetail();
    }
    if ((before === undefined) !== (this.#place === undefined)) void this.#moved(before);
  }

  protected override render(): TemplateResult {
    if (this.#trouble !== undefined)
      return html`${this.#headline()}${historyTrouble(this.#trouble, () => this.#loadSide())}`;
    if (this.#side === undefined) return html`${this.#headline()}${loadingHistory()}`;
    return html`${this.#list(this.#side)} ${this.#call()}`;
  }

  /** As the list has it, so that nothing jumps. */
  #headline(): TemplateResult {
    return html`<div class="column"><h1>${msg("History")}</h1></div>`;
  }

  #list(side: HistorySide): TemplateResult {
    if (!this.#isListed) return html``;
    return html`<history-list .side=${side} ?hidden=${this.#place !== undefined}></history-list>`;
  }

  #call(): TemplateResult {
    if (this.#place === undefined) return html``;
    if (this.#detail === "failed")
      return html`${this.#headline()}${historyTrouble(unloaded(), () => this.#loadDetail())}`;
    if (this.#detail !== "loaded") return html`${this.#headline()}${loadingHistory()}`;
    return html`<call-detail .callId=${this.#place.callId} .entryId=${this.#place.entryId}></call-detail>`;
  }

  /** Each has its own place in the page: a call begins at its top, the list goes on where it was left. */
  async #moved(before: HistoryPlace | undefined): Promise<void> {
    await this.updateComplete;
    if (!this.isConnected) return;
    const isList = this.#place === undefined;
    if (this.#scroller) this.#scroller.scrollTop = isList ? this.#listScrollTop : 0;
    if (isList && before !== undefined)
      this.renderRoot.querySelector("history-list")?.focusCall(before.callId);
  }

  /** The frame's `main` scrolls all screens. */
  get #scroller(): HTMLElement | null {
    return this.parentElement;
  }

  async #loadSide(): Promise<void> {
    try {
      this.#side ??= await this.#app.value.history();
      this.#trouble = undefined;
    } catch (error) {
      this.#fail(error);
    }
    this.requestUpdate();
  }

  async #loadDetail(): Promise<void> {
    this.#detail = "loading";
    this.requestUpdate();
    try {
      await import("./call-detail.ts");
      this.#detail = "loaded";
    } catch (error) {
      console.error("A part of the history did not load.", error);
      this.#detail = "failed";
    }
    this.requestUpdate();
  }

  #fail(error: unknown): void {
    const isKnown = error instanceof StorageError || error instanceof RecordingError;
    if (!isKnown) console.error("A part of the history did not load.", error);
    this.#trouble = isKnown ? storageText(error) : unloaded();
  }
}

const unloaded = () =>
  msg("This screen didn't load. Your calls are safe. Check your connection, then try again.");

function screenStyles() {
  return css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 100%;
    }

    history-list {
      flex: 1;
      width: 100%;
    }

    .column {
      display: flex;
      align-items: center;
      width: 100%;
      max-width: 760px;
      min-height: 56px;
      margin-inline: auto;
      padding-inline: 16px;
    }

    h1 {
      font-size: var(--body);
      font-weight: var(--strong);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "history-screen": HistoryScreen;
  }
}
