import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CallState } from "../core/call/state.ts";
import { AppConsumer } from "./app-context.ts";
import { type Caption, captionOf } from "./captions.ts";
import { StoreController } from "./store-controller.ts";
import { base, wide } from "./theme.ts";
import { TickController } from "./tick-controller.ts";

/** A word is shown as heard so soon after it was. */
const paceMs = 80;

/**
 * The newest words of the call in large type, for the eye only: the transcript tells the same. What the agent says is
 * marked as it is heard, and kept in view.
 */
@customElement("call-captions")
export class CallCaptions extends LitElement {
  static override styles = [base, captionStyles()];

  readonly #app = new AppConsumer(this);
  readonly #log = new StoreController<CallState, CallState["log"]>(
    this,
    () => this.#app.value.call,
    (call) => call.log,
  );
  #shown: Caption | undefined;

  constructor() {
    super();
    new TickController(
      this,
      paceMs,
      () => this.isConnected,
      () => this.#onTick(),
    );
  }

  protected override render(): TemplateResult {
    this.#shown = this.#caption();
    return html`<div class="words" aria-hidden="true">${this.#shown === undefined ? nothing : words(this.#shown)}</div>`;
  }

  /** The word that is being heard stays in the middle. */
  protected override updated(): void {
    const box = this.renderRoot.querySelector(".words");
    const now = this.renderRoot.querySelector<HTMLElement>(".now");
    if (box !== null && now !== null) box.scrollTop = now.offsetTop - box.clientHeight / 2;
  }

  #caption(): Caption | undefined {
    return captionOf(this.#log.value, this.#app.value.playhead());
  }

  #onTick(): void {
    const caption = this.#caption();
    if (caption?.turn.id !== this.#shown?.turn.id || caption?.heard !== this.#shown?.heard)
      this.requestUpdate();
  }
}

function words({ turn, heard, isCut, question }: Caption): TemplateResult {
  const said = turn.text.slice(0, heard);
  const rest = turn.text.slice(heard);
  // A space belongs to neither, and not every script has one.
  const space = said.trim() !== "" && (/\s$/u.test(said) || /^\s/u.test(rest)) ? " " : "";
  return html`
    ${question === undefined ? nothing : html`<p class="question" dir="auto">${question.text.trim()}</p>`}
    <p class=${turn.role} dir="auto"><span class="heard">${said.trim()}</span><span class="now"></span>${space}${
      isCut ? html`<s>${rest.trim()}</s>` : html`<span class="coming">${rest.trim()}</span>`
    }</p>
  `;
}

function captionStyles() {
  return css`
    :host {
      display: block;
      min-height: 0;
      background: var(--paper);
    }

    .words {
      position: relative;
      height: 100%;
      padding: 24px 24px 40%;
      overflow: hidden auto;
      scrollbar-width: none;
      mask-image: linear-gradient(transparent, #000 32px, #000 calc(100% - 32px), transparent);
    }

    p {
      max-width: 900px;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }

    .question {
      margin-block-end: 16px;
      color: var(--user);
      font-size: 1.125rem;
    }

    .agent,
    .user {
      font-size: clamp(1.625rem, 1.1rem + 2.6vw, 2.5rem);
      font-weight: var(--strong);
      line-height: 1.4;
      letter-spacing: -0.01em;
    }

    .user {
      color: var(--user);
    }

    .agent .heard {
      text-decoration: underline 3px var(--agent);
      text-underline-offset: 0.24em;
    }

    .coming,
    s {
      color: var(--quiet);
    }

    s {
      text-decoration-thickness: 2px;
    }

    @media ${wide} {
      .words {
        padding-inline: 32px;
      }
    }

    @media (max-height: 520px) {
      .words {
        padding-block-start: 12px;
      }

      .agent,
      .user {
        font-size: 1.5rem;
      }
    }

    @media (forced-colors: active) {
      .words {
        mask-image: none;
      }
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-captions": CallCaptions;
  }
}
