import { msg } from "@lit/localize";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Mic } from "lucide";
import type { CallState } from "../core/call/state.ts";
import { keyDeed } from "../core/keys.ts";
import { AppConsumer } from "./app-context.ts";
import { icon } from "./icon.ts";
import { isField } from "./is-field.ts";
import { isUnderDialog } from "./keys-controller.ts";
import { StoreController } from "./store-controller.ts";
import { base } from "./theme.ts";

/**
 * Push-to-talk: the person is heard while this button, or the space bar, is held. The space bar talks wherever the focus
 * is, but not in a field or a dialog, and not on another button that was reached with the keyboard, which it presses.
 */
@customElement("talk-button")
export class TalkButton extends LitElement {
  static override styles = [base, buttonStyles()];

  readonly #app = new AppConsumer(this);
  readonly #held = new StoreController<CallState, boolean>(
    this,
    () => this.#app.value.call,
    (call) => call.talk.held,
  );
  #listening = new AbortController();
  /** The focus is where the keyboard has put it. */
  #byKeyboard = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    addEventListener("keydown", (event) => this.#onKeyDown(event), { signal });
    addEventListener("keyup", (event) => this.#onKeyUp(event), { signal });
    addEventListener("pointerdown", () => this.#setByKeyboard(false), { signal, capture: true });
    for (const up of ["pointerup", "pointercancel"])
      addEventListener(up, () => this.#hold(false), { signal });
    // Whoever leaves cannot be seen to let go.
    addEventListener("blur", () => this.#hold(false), { signal });
    document.addEventListener("visibilitychange", () => this.#hold(false), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listening.abort();
    this.#hold(false);
  }

  override focus(): void {
    this.renderRoot.querySelector("button")?.focus();
  }

  protected override render(): TemplateResult {
    const held = this.#held.value;
    return html`<button
      type="button"
      aria-pressed=${held ? "true" : "false"}
      @pointerdown=${this.#onPointerDown}
      @contextmenu=${(event: Event) => event.preventDefault()}
      @click=${this.#onClick}
    >
      ${icon(Mic)}<span>${msg("Hold to talk")}</span>
    </button>`;
  }

  #onPointerDown(event: PointerEvent): void {
    if (event.button === 0) this.#hold(true);
  }

  /** Who cannot hold, as with a screen reader, presses once to talk and once to send. */
  #onClick(event: MouseEvent): void {
    if (event.detail === 0) this.#hold(!this.#held.value);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Tab") this.#setByKeyboard(true);
    if (keyDeed(event, "call") !== "talk" || !this.#talksFrom(event)) return;
    event.preventDefault();
    if (!event.repeat) this.#hold(true);
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (event.key !== " ") return;
    // A button is pressed when the key comes up.
    if (this.#talksFrom(event)) event.preventDefault();
    this.#hold(false);
  }

  #talksFrom(event: KeyboardEvent): boolean {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return true;
    if (isField(target) || isUnderDialog(document)) return false;
    const isOwn = event.composedPath().includes(this);
    return isOwn || !this.#byKeyboard || target.closest("button, a, summary") === null;
  }

  #setByKeyboard(byKeyboard: boolean): void {
    this.#byKeyboard = byKeyboard;
  }

  #hold(held: boolean): void {
    if (held !== this.#held.value) this.#app.value.holdToTalk(held);
  }
}

function buttonStyles() {
  return css`
    :host {
      display: grid;
      justify-items: center;
    }

    button {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 10px;
      width: 100%;
      max-width: 420px;
      min-height: 64px;
      padding: 8px 20px;
      border: 2px solid var(--user);
      border-radius: var(--radius-full);
      background: var(--raised);
      color: var(--user);
      font-weight: var(--strong);
      touch-action: none;
      user-select: none;
      -webkit-user-select: none;
      transition: background-color var(--touch), transform var(--touch);
    }

    button[aria-pressed="true"] {
      background: var(--user);
      color: var(--on-colour);
      transform: scale(0.98);
    }

    button:focus-visible {
      outline: 3px solid var(--focus);
      outline-offset: 3px;
    }

    @media (max-height: 520px) {
      button {
        min-height: 48px;
      }
    }

    @media (forced-colors: active) {
      button {
        border-color: ButtonText;
      }

      button[aria-pressed="true"] {
        background: Highlight;
        color: HighlightText;
        forced-color-adjust: none;
      }
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "talk-button": TalkButton;
  }
}
