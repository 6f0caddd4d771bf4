import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { hasBecomeSlow } from "../core/call/link.ts";
import type { CallState, Notice, Phase } from "../core/call/state.ts";
import { closeMeaning } from "../core/live/close-codes.ts";
import { AppConsumer } from "./app-context.ts";
import { isNews } from "./call-news.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

/** What the person is told of the connection, the most pressing first. */
type Note = "lost" | "quota" | "nudged" | "poor" | "slow" | PassingNotice["type"];

type PassingNotice = Notice & { readonly type: "started-afresh" | "sound-dropped" };

const words = (): Readonly<Record<Note, string>> => ({
  lost: msg("Connection lost, reconnecting. Keep talking, nothing is lost."),
  quota: msg("Gemini has had enough calls for now. Everything is kept; trying again in a minute."),
  nudged: msg("No answer yet. Asking again."),
  poor: msg("Poor connection: what you say arrives late."),
  slow: msg("Answers have become slow."),
  "started-afresh": msg("Connected again. Gemini had lost the conversation and was told of it."),
  "sound-dropped": msg("The network is too slow: some of what you said was left out."),
});

/** One line about the connection, while there is something to say. */
@customElement("link-note")
export class LinkNote extends LitElement {
  static override styles = [base, pieces, noteStyles()];

  readonly #app = new AppConsumer(this);
  readonly #note = new StoreController(this, () => this.#app.value.call, noteOf);
  readonly #last = new StoreController(this, () => this.#app.value.call, lastOf);

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => this.#shown() !== undefined,
      () => this.requestUpdate(),
    );
  }

  /** The box around the line is its place on the screen, and goes with it. */
  protected override willUpdate(): void {
    this.hidden = this.#shown() === undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const note = this.#shown();
    if (note === undefined) return nothing;
    return html`<p>${words()[note]}</p>${note === "slow" ? this.#refresh() : nothing}`;
  }

  #shown(): Note | undefined {
    const last = this.#last.value;
    return (
      this.#note.value ?? (last !== undefined && isNews(last, this.#app.value.now()) ? last.type : undefined)
    );
  }

  #refresh(): TemplateResult {
    return html`<button class="pill" type="button" @click=${() => this.#app.value.refreshCall()}>${msg("Refresh the connection")}</button>`;
  }
}

function noteOf({ phase, link }: CallState): Note | undefined {
  if (phase.name === "reconnecting") return lossNote(phase);
  if (phase.name !== "live") return undefined;
  if (link.nudged) return "nudged";
  if (link.poor) return "poor";
  return hasBecomeSlow(link) ? "slow" : undefined;
}

/** What happened to the connection last, as far as it is told once and for a while. */
function lastOf({ phase, notices }: CallState): PassingNotice | undefined {
  const last = notices.at(-1);
  return phase.name === "live" && last !== undefined && isPassing(last) ? last : undefined;
}

function isPassing(notice: Notice): notice is PassingNotice {
  return notice.type === "started-afresh" || notice.type === "sound-dropped";
}

/** A connection that is moved on purpose is not worth a word. */
function lossNote({ error }: Extract<Phase, { readonly name: "reconnecting" }>): Note | undefined {
  if (error === undefined) return undefined;
  const overLimit = error.kind === "session" && closeMeaning(error.code, error.serviceReason) === "quota";
  return overLimit ? "quota" : "lost";
}

function noteStyles() {
  return css`
    .pill {
      display: block;
      margin: 6px auto 4px;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "link-note": LinkNote;
  }
}
