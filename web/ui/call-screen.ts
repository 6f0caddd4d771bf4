import { msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Captions, ChevronDown } from "lucide";
import { loadOnce } from "../app/load-once.ts";
import { inCall } from "../core/call/in-call.ts";
import type { CallState } from "../core/call/state.ts";
import type { CallError } from "../core/errors.ts";
import { agentName, choiceName } from "./agent-name.ts";
import { AppConsumer } from "./app-context.ts";
import type { CallControls } from "./call-controls.ts";
import "./call-controls.ts";
import { callScreenStyles } from "./call-screen-styles.ts";
import { icon } from "./icon.ts";
import type { MessageComposer, TypedMessageEvent } from "./message-composer.ts";
import { interruptions, phaseWord, presenceMode } from "./phase-view.ts";
import "./preflight-offer.ts";
import { followStore, StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import "./trouble-card.ts";
import "./voice-presence.ts";

/** Said in full for those who listen, in short for those who look. */
const mutedHint = () => html`<p class="more">
  <span aria-hidden="true">${msg("You're muted.")}</span><span class="visually-hidden">${msg("You are muted")}</span>
</p>`;

/** What happens to the devices and the connection. */
const callNotes = html`
  <call-news class="more" hidden></call-news>
  <link-note class="more" hidden></link-note>
`;

/** What stands on the screen only once there is a call: its code comes with the first. */
const loadTalk = loadOnce(() => import("./talk.ts"));
/** What few calls need: its code comes when it is opened. */
const loadExtras = loadOnce(() => import("./call-extras.ts"));

/** Before, during and after a call: the presence, the words, the controls. One template, arranged by CSS. */
@customElement("call-screen")
export class CallScreen extends LitElement {
  static override styles = [base, pieces, callScreenStyles];

  readonly #app = new AppConsumer(this);
  readonly #phase = this.#ofCall((call) => call.phase);
  readonly #activity = this.#ofCall((call) => call.activity);
  readonly #muted = this.#ofCall((call) => call.muted);
  readonly #agent = this.#ofCall((call) => call.about.agent);
  readonly #talk = this.#ofCall((call) => call.talk);
  readonly #mutedSpeech = this.#ofCall((call) => call.mutedSpeech);
  readonly #hasWords = this.#ofCall((call) => call.log.length > 0);
  readonly #interruptions = this.#ofCall((call) => interruptions(call.log));
  readonly #recording = this.#ofCall((call) => call.recording);
  readonly #ending = this.#ofCall((call) => call.ending !== undefined);
  readonly #asking = this.#ofCall((call) =>
    call.log.some((entry) => entry.kind === "tool-call" && entry.status === "asking"),
  );
  readonly #server = followStore(this, () => this.#app.value.server);
  readonly #offer = followStore(this, () => this.#app.value.agents);
  readonly #records = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.record,
  );
  readonly #captions = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.captions,
  );
  #composing = true;
  #extras = false;
  /** The error the person has answered with "Try again": from then on the server's state counts. */
  #answered: CallError | undefined;

  /** Puts the keyboard into the field for messages, shown for it where it was away. */
  compose(): void {
    this.#extras = false;
    this.#showComposer(true);
  }

  protected override willUpdate(): void {
    if (!inCall(this.#phase.value)) this.#extras = false;
    if (this.#isTalk())
      loadTalk().catch((error: unknown) => console.error("The transcript did not load.", error));
  }

  protected override render(): TemplateResult {
    const calling = inCall(this.#phase.value);
    const talk = this.#isTalk();
    const error = this.#error();
    // What the person is asked stands in the transcript.
    const captioned = calling && this.#captions.value && !this.#asking.value;
    return html`
      <div class="screen ${talk ? "talk" : "lobby"} ${calling ? "calling" : ""} ${captioned ? "captioned" : ""} ${error ? "troubled" : ""} ${calling && this.#extras ? "extended" : ""}">
        ${this.#bar(talk, calling)} ${this.#stage(talk)} ${talk ? html`<call-transcript></call-transcript>` : nothing}
        ${captioned ? html`<call-captions></call-captions>` : nothing}
        ${calling && this.#extras ? html`<call-extras @parley-extras-close=${() => this.#showExtras(false)}></call-extras>` : nothing}
        <div class="foot">
          ${error ? this.#trouble(error) : nothing} ${calling ? nothing : html`<return-offer></return-offer>`} ${calling ? html`<share-strip hidden></share-strip>` : nothing} ${calling && this.#composing ? this.#composer() : nothing}
        </div>
        <call-controls
          ?calling=${calling}
          ?muted=${this.#muted.value}
          ?pushToTalk=${this.#talk.value.way === "push-to-talk"}
          ?composing=${this.#composing}
          ?extended=${this.#extras}
          ?ending=${calling && this.#ending.value}
          .recording=${this.#recording.value}
          @parley-composer-toggle=${() => this.#showComposer(!this.#composing)}
          @parley-extras-toggle=${() => this.#showExtras(!this.#extras)}
        ></call-controls>
        ${calling ? nothing : this.#consent()}
        ${talk || error ? nothing : html`<preflight-offer></preflight-offer>`} ${talk ? nothing : this.#demoNote()}
      </div>
    `;
  }

  #isTalk(): boolean {
    return inCall(this.#phase.value) || this.#hasWords.value;
  }

  #ofCall<Slice>(select: (call: CallState) => Slice): StoreController<CallState, Slice> {
    return new StoreController(this, () => this.#app.value.call, select);
  }

  #bar(talk: boolean, calling: boolean): TemplateResult {
    return html`<header>
      <span class="brand">${talk ? agentName(this.#agent.value) : "Parley"}</span>
      ${this.#isDemo() ? html`<span class="badge">${msg("Demo")}</span>` : nothing}
      ${calling ? this.#recordingMark() : nothing}
      ${talk ? html`<call-clock></call-clock>` : nothing} ${calling ? this.#captionsButton() : nothing}
    </header>`;
  }

  #captionsButton(): TemplateResult {
    const on = this.#captions.value;
    return html`<button
      class="captions"
      type="button"
      aria-label=${msg("Large captions")}
      title=${msg("Large captions")}
      aria-pressed=${on ? "true" : "false"}
      @click=${() => this.#app.value.change({ captions: !on })}
    >
      ${icon(Captions)}
    </button>`;
  }

  #showExtras(shown: boolean): void {
    this.#extras = shown;
    this.requestUpdate();
    if (shown)
      loadExtras().catch((error: unknown) => console.error("What a call offers did not load.", error));
    else this.renderRoot.querySelector<CallControls>("call-controls")?.focusMore();
  }

  #recordingMark(): TemplateResult | typeof nothing {
    switch (this.#recording.value) {
      case "on":
        return html`<span class="badge rec"><span aria-hidden="true">${msg("Rec")}</span><span class="visually-hidden">${msg("Recording")}</span></span>`;
      case "paused":
        return html`<span class="badge unrecorded">${msg("Off the record")}</span>`;
      case "failed":
        return html`<span class="badge unrecorded">${msg("Not recording")}</span>`;
      default:
        return nothing;
    }
  }

  /** The choice stands beside the button it concerns: no dialog is in the way of a call. */
  #consent(): TemplateResult {
    const choose = (event: Event & { readonly currentTarget: HTMLInputElement }) =>
      this.#app.value.change({ record: event.currentTarget.checked });
    return html`<label class="consent">
      <input type="checkbox" .checked=${live(this.#records.value)} @change=${choose} />${msg("Record this call on this device")}
    </label>`;
  }

  #stage(talk: boolean): TemplateResult {
    const phase = this.#phase.value;
    const connected = phase.name === "live" || phase.name === "reconnecting";
    return html`<section class="stage" aria-label=${msg("Presence")}>
      <voice-presence
        .mode=${presenceMode(phase, this.#activity.value)}
        ?muted=${connected && (this.#muted.value || this.#talk.value.closed)}
        .interruptions=${this.#interruptions.value}
      ></voice-presence>
      <h1 class="visually-hidden">${msg("Call")}</h1>
      <div class="phase" role="status">
        ${this.#phaseWords()} ${inCall(phase) ? callNotes : nothing}
      </div>
      ${talk ? nothing : this.#agentPill()}
    </section>`;
  }

  #phaseWords(): TemplateResult {
    const phase = this.#phase.value;
    return html`
      <p class="word">${this.#urgentWord() ?? phaseWord(phase, this.#activity.value, this.#muted.value, this.#talk.value)}</p>
      ${this.#mutedSpeech.value ? mutedHint() : nothing}
    `;
  }

  /** What the person has to know before anything else. */
  #urgentWord(): string | undefined {
    if (this.#phase.value.name !== "live") return undefined;
    if (this.#asking.value) return msg("Waiting for your answer");
    return this.#ending.value ? msg("The agent is saying goodbye") : undefined;
  }

  /** The choice itself lies over the pill, unseen: it is as wide as what is chosen. */
  #agentPill(): TemplateResult {
    const offer = this.#offer.value;
    const { id, voice } = offer.chosen;
    const choose = (event: Event & { readonly currentTarget: HTMLSelectElement }) =>
      this.#app.value.chooseAgent(event.currentTarget.value);
    const isKnown = this.#server.value.status !== "asking";
    return html`<span class="pill agent ${isKnown ? "" : "unknown"}">
      <span class="chosen" aria-hidden="true">${agentName(offer.chosen)}${voice === "" ? nothing : html`<span class="voice"> · ${voice}</span>`}</span>
      ${icon(ChevronDown)}
      <select aria-label=${msg("Agent")} @change=${choose}>
        ${offer.agents.map((agent) => html`<option value=${agent.id} .selected=${live(agent.id === id)}>${choiceName(agent, offer)}</option>`)}
      </select>
    </span>`;
  }

  #demoNote(): TemplateResult | typeof nothing {
    if (!this.#isDemo()) return nothing;
    return html`<p class="note">
      ${msg("Demo: a built-in stand-in answers. It can't understand speech; type to try the tools.")}
    </p>`;
  }

  #isDemo(): boolean {
    const server = this.#server.value;
    return server.status === "ready" && server.config.mode === "demo";
  }

  #trouble(error: CallError): TemplateResult {
    const phase = this.#phase.value;
    return html`<trouble-card
      .error=${error}
      .atMs=${phase.name === "ended" ? phase.atMs : 0}
      @parley-try-again=${() => this.#askAgain(error)}
    ></trouble-card>`;
  }

  /** What the person has to know now: why the call ended, else why none can be made. */
  #error(): CallError | undefined {
    const phase = this.#phase.value;
    const failed =
      phase.name === "ended" && phase.outcome.type === "failed" ? phase.outcome.error : undefined;
    return failed === undefined || failed === this.#answered ? this.#serverError() : failed;
  }

  /** What keeps the server from being used, as long as no call is on: a running call does not need it. */
  #serverError(): CallError | undefined {
    const server = this.#server.value;
    return server.status === "failed" && !inCall(this.#phase.value) ? server.error : undefined;
  }

  #askAgain(error: CallError): void {
    this.#answered = error;
    this.#app.value.reloadServer();
    this.requestUpdate();
  }

  #composer(): TemplateResult {
    return html`<message-composer
      .takes=${this.#takes()}
      @parley-message=${(event: TypedMessageEvent) => this.#app.value.sendText(event.text)}
      @parley-composer-close=${() => this.#showComposer(false)}
    ></message-composer>`;
  }

  #takes(): MessageComposer["takes"] {
    const { name } = this.#phase.value;
    if (name === "live") return "message";
    return name === "reconnecting" ? "draft" : "nothing";
  }

  /** Moves the focus with it: to the field that appeared, or back to the button that shows it. */
  #showComposer(composing: boolean): void {
    this.#composing = composing;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#focusAfterToggle());
  }

  #focusAfterToggle(): void {
    if (this.#composing) this.renderRoot.querySelector<MessageComposer>("message-composer")?.focus();
    else this.renderRoot.querySelector<CallControls>("call-controls")?.focusType();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "call-screen": CallScreen;
  }
}
