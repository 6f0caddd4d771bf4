import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ArrowUp } from "lucide";
import type { App } from "../app/app.ts";
import { AppConsumer } from "./app-context.ts";
import { icon } from "./icon.ts";
import { base } from "./theme.ts";

/** The person wrote something to the agent. */
export class TypedMessageEvent extends Event {
  static readonly type = "parley-message";
  readonly text: string;

  constructor(text: string) {
    super(TypedMessageEvent.type);
    this.text = text;
  }
}

/** The person put the composer away. */
export class ComposerCloseEvent extends Event {
  static readonly type = "parley-composer-close";

  constructor() {
    super(ComposerCloseEvent.type);
  }
}

/** What is typed and not yet sent, and the call it is meant for: a composer comes and goes while a call lasts. */
const drafts = new WeakMap<App, { readonly callId: string; readonly text: string }>();

/** A field and a button for typed messages. Keeps its draft until it can be sent, or the call is over. */
@customElement("message-composer")
export class MessageComposer extends LitElement {
  static override styles = [base, composerStyles()];

  /** What the call takes now: nothing yet, a draft that waits for the connection, or a message. */
  @property() takes: "nothing" | "draft" | "message" = "nothing";

  readonly #app = new AppConsumer(this);

  override focus(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <form @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
        <input
          aria-label=${msg("Message")}
          placeholder=${msg("Type a message")}
          autocomplete="off"
          enterkeyhint="send"
          maxlength="8000"
          dir="auto"
          ?disabled=${this.takes === "nothing"}
          .value=${this.#draft()}
          @input=${this.#onInput}
        />
        <button type="submit" aria-label=${msg("Send")} ?disabled=${!this.#sendable()}>${icon(ArrowUp)}</button>
      </form>
    `;
  }

  #draft(): string {
    const app = this.#app.value;
    const draft = drafts.get(app);
    return draft !== undefined && draft.callId === app.call.get().id ? draft.text : "";
  }

  #setDraft(text: string): void {
    const app = this.#app.value;
    drafts.set(app, { callId: app.call.get().id, text });
    this.requestUpdate();
  }

  #sendable(): boolean {
    return this.takes === "message" && this.#draft().trim() !== "";
  }

  #onInput(event: InputEvent & { readonly currentTarget: HTMLInputElement }): void {
    this.#setDraft(event.currentTarget.value);
  }

  /** The button can no longer be pressed then, so the focus goes where the next message is written. */
  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (!this.#sendable()) return;
    this.dispatchEvent(new TypedMessageEvent(this.#draft().trim()));
    this.#setDraft("");
    this.focus();
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key === "Escape" && !event.isComposing) this.dispatchEvent(new ComposerCloseEvent());
  }
}

function composerStyles() {
  return css`
    :host {
      display: block;
    }

    form {
      display: flex;
      align-items: center;
      gap: 8px;
      padding: 4px;
      border: 1px solid var(--quiet);
      border-radius: var(--radius-full);
      background: var(--raised);
    }

    form:focus-within {
      outline: 3px solid var(--focus);
      outline-offset: 1px;
    }

    input {
      flex: 1;
      min-width: 0;
      min-height: 44px;
      padding: 0 14px;
      border: 0;
      background: none;
      font-size: var(--body);
    }

    /* The whole form shows the focus. */
    input:focus-visible {
      outline: none;
    }

    input::placeholder {
      color: var(--quiet);
      opacity: 1;
    }

    button {
      display: grid;
      flex: none;
      place-items: center;
      width: 44px;
      height: 44px;
      border-radius: 50%;
      background: var(--agent);
      color: var(--on-colour);
      transition: opacity var(--touch);
    }

    button:disabled {
      background: transparent;
      color: var(--quiet);
      cursor: default;
    }

    button:focus-visible {
      outline-offset: -3px;
      outline-color: var(--ink);
    }
  `;
}

declare global {
  interface HTMLElementEventMap {
    [TypedMessageEvent.type]: TypedMessageEvent;
    [ComposerCloseEvent.type]: ComposerCloseEvent;
  }
}
