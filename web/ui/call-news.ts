import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CallState, Notice } from "../core/call/state.ts";
import { AppConsumer } from "./app-context.ts";
import { clockText } from "./format.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** As long as it takes to read. */
const readingMs = 12_000;

/** What happens to the microphone and the speaker of the running call, in one sentence; hidden when there is nothing. */
@customElement("call-news")
export class CallNews extends LitElement {
  static override styles = [base, pieces, newsStyles()];

  readonly #app = new AppConsumer(this);
  readonly #troubles = this.#ofCall((call) => call.audioTroubles);
  readonly #notice = this.#ofCall((call) => call.notices.findLast((notice) => this.#isNews(notice)));
  #passing: { readonly notice: Notice; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  /** What happened before is no news: a call that comes back to this page brings its notices along. */
  #sinceMs: number | undefined;
  /** It was there long enough. */
  #past: Notice | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sinceMs = undefined;
    clearTimeout(this.#passing?.timer);
  }

  protected override willUpdate(): void {
    const notice = this.#notice.value;
    if (notice !== undefined && notice !== this.#passing?.notice) this.#show(notice);
    this.hidden = this.#troubles.value.length === 0 && this.#sentence() === undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const troubles = this.#troubles.value;
    if (troubles.includes("microphone-blocked") || troubles.includes("speaker-blocked"))
      return html`<p>${msg("Your browser has paused the sound.")}</p>
        <button class="pill" type="button" @click=${() => this.#app.value.wakeAudio()}>${msg("Tap to go on")}</button>`;
    if (troubles.includes("silenced"))
      return html`<p>${msg("Your system has muted the microphone, so the agent can't hear you. You can type meanwhile.")}</p>`;
    const sentence = this.#sentence();
    return sentence === undefined ? nothing : html`<p>${sentence}</p>`;
  }

  #ofCall<Slice>(select: (call: CallState) => Slice): StoreController<CallState, Slice> {
    return new StoreController(this, () => this.#app.value.call, select);
  }

  #isNews(notice: Notice): boolean {
    this.#sinceMs ??= this.#app.value.now() - readingMs;
    return notice.atMs >= this.#sinceMs && wordsOf(notice) !== undefined;
  }

  #sentence(): string | undefined {
    const notice = this.#notice.value;
    return notice === undefined || notice === this.#past ? undefined : wordsOf(notice);
  }

  #show(notice: Notice): void {
    clearTimeout(this.#passing?.timer);
    const timer = setTimeout(() => {
      this.#past = notice;
      this.requestUpdate();
    }, readingMs);
    this.#passing = { notice, timer };
  }
}

/** What a notice says while it is news; undefined for what shows elsewhere on the screen. */
function wordsOf({ type, label, lostMs = 0 }: Notice): string | undefined {
  const device = label === undefined || label === "" ? undefined : label;
  switch (type) {
    case "microphone-changed":
      return device === undefined
        ? msg("Another microphone took over. The call goes on.")
        : msg(str`The microphone is now ${device}. The call goes on.`);
    case "microphone-refused":
      return device === undefined
        ? msg("That microphone couldn't be opened, so the one before goes on.")
        : msg(str`That microphone couldn't be opened, so ${device} goes on.`);
    case "speaker-changed":
      return device === undefined
        ? msg("The sound moved to another device.")
        : msg(str`The sound now comes from ${device}.`);
    case "budget-warned":
      return msg("This call has cost as much as you wanted to be told of. It goes on.");
    case "unsilenced":
      return msg("The agent can hear you again.");
    case "asleep":
      return msg(str`This device was asleep for ${clockText(lostMs)}. The call goes on.`);
    case "interrupted":
      return msg(str`The sound was interrupted for ${clockText(lostMs)}. The call goes on.`);
    default:
      return undefined;
  }
}

function newsStyles() {
  return css`
    .pill {
      margin-block: 6px 4px;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-news": CallNews;
  }
}
