import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { CircleSlash2, Ellipsis, type IconNode, Keyboard, Mic, MicOff, Phone } from "lucide";
import type { RecordingState } from "../core/call/state.ts";
import { AppConsumer } from "./app-context.ts";
import { icon } from "./icon.ts";
import { base, pieces } from "./theme.ts";

/** The person wants the composer shown or put away. */
export class ComposerToggleEvent extends Event {
  static readonly type = "parley-composer-toggle";

  constructor() {
    super(ComposerToggleEvent.type);
  }
}

/** The person wants what a call offers beside talking shown or put away. */
export class ExtrasToggleEvent extends Event {
  static readonly type = "parley-extras-toggle";

  constructor() {
    super(ExtrasToggleEvent.type);
  }
}

/** Start, or during a call: mute, type, end, off the record, more. Start and end are one button, so that the focus survives both. */
@customElement("call-controls")
export class CallControls extends LitElement {
  static override styles = [base, pieces, controlStyles()];

  @property({ type: Boolean }) calling = false;
  @property({ type: Boolean }) muted = false;
  /** The person is heard only while a button is held. */
  @property({ type: Boolean }) pushToTalk = false;
  @property({ type: Boolean }) composing = false;
  /** What a call offers beside talking is shown. */
  @property({ type: Boolean }) extended = false;
  @property({ attribute: false }) recording: RecordingState = "off";
  /** The agent is hanging up. */
  @property({ type: Boolean }) ending = false;

  readonly #app = new AppConsumer(this);

  /** Puts the focus on the button that starts and ends calls. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".start, .end")?.focus();
  }

  /** Puts the focus on the button that shows the composer. */
  focusType(): void {
    this.renderRoot.querySelector<HTMLElement>(".type")?.focus();
  }

  /** Puts the focus on the button that shows what a call offers beside talking. */
  focusMore(): void {
    this.renderRoot.querySelector<HTMLElement>(".more")?.focus();
  }

  protected override render(): TemplateResult {
    return html`
      ${this.ending ? this.#keepTalking() : nothing}
      ${this.calling && this.pushToTalk ? html`<talk-button></talk-button>` : nothing}
      <div class="row">
        <div class="side">${this.calling ? html`${this.#mute()}${this.#type()}` : nothing}</div>
        <button class="control ${this.calling ? "end" : "start"}" type="button" @click=${this.#onCall} @keydown=${noRepeat}
          @pointerenter=${this.#onReach} @focus=${this.#onReach}>
          <span class="disc">${icon(Phone)}</span>
          <span>${this.calling ? msg("End call") : msg("Start call")}</span>
        </button>
        <div class="side">${this.calling ? html`${this.#offRecord()}${this.#more()}` : nothing}</div>
      </div>
    `;
  }

  /** Whoever started the call with the keyboard wants to hold the space bar, and not to hang up with it. */
  protected override updated(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot?.activeElement?.matches(".end") ?? false;
    if (changed.has("calling") && this.calling && this.pushToTalk && focused) void this.#focusTalk();
  }

  async #focusTalk(): Promise<void> {
    await customElements.whenDefined("talk-button");
    this.renderRoot.querySelector<HTMLElement>("talk-button")?.focus();
  }

  /** The button goes away under the focus, so the focus moves on to its neighbour. */
  #keepTalking(): TemplateResult {
    const keep = () => {
      this.#app.value.keepTalking();
      this.renderRoot.querySelector<HTMLElement>(".control")?.focus();
    };
    return html`<p class="stay"><button class="pill" type="button" @click=${keep}>${msg("Keep talking")}</button></p>`;
  }

  #mute(): TemplateResult {
    return html`<button
      class="control"
      type="button"
      aria-label=${msg("Mute microphone")}
      aria-pressed=${this.muted ? "true" : "false"}
      @click=${() => this.#app.value.setMuted(!this.muted)}
    >
      ${face(this.muted ? MicOff : Mic, msg("Mute"))}
    </button>`;
  }

  /** Only in a call that is recorded. */
  #offRecord(): TemplateResult | typeof nothing {
    const off = this.recording === "paused";
    if (this.recording === "off") return nothing;
    return html`<button
      class="control"
      type="button"
      aria-pressed=${off ? "true" : "false"}
      @click=${() => this.#app.value.setOffRecord(!off)}
    >
      ${face(CircleSlash2, msg("Off the record"))}
    </button>`;
  }

  #type(): TemplateResult {
    const toggle = () => this.dispatchEvent(new ComposerToggleEvent());
    return opener("type", face(Keyboard, msg("Type")), this.composing, toggle);
  }

  #more(): TemplateResult {
    const toggle = () => this.dispatchEvent(new ExtrasToggleEvent());
    return opener("more", face(Ellipsis, msg("More")), this.extended, toggle);
  }

  readonly #onReach = () => {
    if (!this.calling) this.#app.value.prepareCall();
  };

  /** The second click of a double click on Start is not meant for End. */
  #onCall(event: MouseEvent): void {
    if (event.detail > 1) return;
    if (this.calling) this.#app.value.endCall();
    else this.#app.value.startCall();
  }
}

/** A button that shows something and puts it away. */
function opener(kind: string, content: TemplateResult, isOpen: boolean, toggle: () => void): TemplateResult {
  return html`<button
    class="control ${kind}"
    type="button"
    aria-expanded=${isOpen ? "true" : "false"}
    @click=${toggle}
  >
    ${content}
  </button>`;
}

function face(sign: IconNode, word: string): TemplateResult {
  return html`<span class="disc">${icon(sign)}</span><span>${word}</span>`;
}

/** Holding Enter down must not start and end calls in turn. */
function noRepeat(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}

function controlStyles() {
  return css`
    :host {
      display: block;
      align-self: stretch;
      container-type: inline-size;
    }

    talk-button {
      margin-block-end: 12px;
    }

    .row {
      display: grid;
      grid-template-columns: minmax(max-content, 1fr) auto minmax(max-content, 1fr);
      align-items: start;
      gap: 4px;
      max-width: 400px;
      margin-inline: auto;
    }

    .side {
      display: flex;
      justify-content: space-evenly;
      gap: 4px;
    }

    .stay {
      display: grid;
      justify-content: center;
      margin-block-end: 12px;
    }

    .stay .pill {
      border-color: transparent;
      background: var(--agent);
      color: var(--on-colour);
    }

    .control {
      display: grid;
      justify-items: center;
      gap: 6px;
      width: max-content;
      min-width: 56px;
      max-width: 76px;
      border-radius: var(--radius-row);
      color: var(--quiet);
      font-size: var(--label);
      line-height: 1.5;
    }

    .disc {
      display: grid;
      place-items: center;
      width: 56px;
      height: 56px;
      border: 1px solid var(--line);
      border-radius: 50%;
      background: var(--raised);
      color: var(--ink);
      transition:
        background-color var(--touch),
        transform var(--touch);
    }

    .control:active .disc {
      transform: scale(0.95);
    }

    .control:focus-visible {
      outline: none;
    }

    .control:focus-visible .disc {
      outline: 3px solid var(--focus);
      outline-offset: 3px;
    }

    .control:is(.start, .end) {
      max-width: none;
    }

    :is(.start, .end) .disc {
      width: 76px;
      height: 76px;
      border-color: transparent;
      background: var(--agent);
      color: var(--on-colour);
    }

    .end .disc {
      background: var(--alert);
    }

    :is(.start, .end) svg.icon {
      width: 28px;
      height: 28px;
      transition: transform var(--move);
    }

    .end svg.icon {
      transform: rotate(135deg);
    }

    .control[aria-pressed="true"] .disc {
      border-color: var(--user);
      background: var(--user-tint);
      color: var(--user);
    }

    .control[aria-expanded="true"] .disc {
      border-color: var(--agent);
      background: var(--agent-tint);
      color: var(--agent);
    }

    .control:not(.start, .end) {
      margin-block-start: 10px;
    }

    @media (hover: hover) {
      .control:hover .disc {
        background: color-mix(in srgb, var(--ink) 6%, var(--raised));
      }

      .start:hover .disc {
        background: color-mix(in srgb, var(--agent) 88%, var(--ink));
      }

      .end:hover .disc {
        background: color-mix(in srgb, var(--alert) 88%, var(--ink));
      }
    }

    @container (max-width: 348px) {
      .row,
      .side {
        gap: 2px;
      }

      .control {
        min-width: 52px;
        max-width: 60px;
      }

      .control.end {
        max-width: 76px;
      }

      .side .disc {
        width: 52px;
        height: 52px;
      }
    }

    @container (max-width: 308px) {
      .control.end {
        max-width: 64px;
      }

      .end .disc {
        width: 64px;
        height: 64px;
      }
    }

    @media (max-height: 520px) {
      :is(.start, .end) .disc {
        width: 64px;
        height: 64px;
      }

      .control:not(.start, .end) {
        margin-block-start: 4px;
      }
    }

    @media (forced-colors: active) {
      .disc {
        border-color: ButtonText !important;
      }

      .control[aria-pressed="true"] .disc,
      .control[aria-expanded="true"] .disc {
        background: Highlight;
        color: HighlightText;
        forced-color-adjust: none;
      }
    }
  `;
}

declare global {
  interface HTMLElementEventMap {
    [ComposerToggleEvent.type]: ComposerToggleEvent;
    [ExtrasToggleEvent.type]: ExtrasToggleEvent;
  }
}
