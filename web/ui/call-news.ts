import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CallState, Notice } from "../core/call/state.ts";
import { AppConsumer } from "./app-context.ts";
import { clockText } from "./format.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

/** As long as it takes to read. */
const readingMs = 12_000;

/** Whether something has happened so lately that the person is to be told of it. */
export function isNews({ atMs }: Notice, nowMs: number): boolean {
  return nowMs - atMs < readingMs;
}

/** What happens to the microphone and the speaker of the running call, in one sentence; hidden when there is nothing. */
@customElement("call-news")
export class CallNews extends LitElement {
  static override styles = [base, pieces, newsStyles()];

  readonly #app = new AppConsumer(this);
  readonly #troubles = this.#ofCall((call) => call.audioTroubles);
  readonly #notice = this.#ofCall((call) => call.notices.findLast((notice) => wordsOf(notice) !== undefined));

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => this.#sentence() !== undefined,
      () => this.requestUpdate(),
    );
  }

  protected override willUpdate(): void {
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

  #sentence(): string | undefined {
    const notice = this.#notice.value;
    return notice !== undefined && isNews(notice, this.#app.value.now()) ? wordsOf(notice) : undefined;
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
    case "storage-full":
      return msg("This device is full, so the sound is no longer recorded. The call and its text go on.");
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
