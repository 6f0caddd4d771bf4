import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { CircleAlert, CircleCheck } from "lucide";
import type { ConnectionCheck, Preflight, RoomCheck, SoundCheck, SoundStep } from "../app/preflight.ts";
import type { WayToTalk } from "../core/call/talk-plan.ts";
import { isAbort, isCallError, MicrophoneError } from "../core/errors.ts";
import { AppConsumer } from "./app-context.ts";
import { troubleOf } from "./error-text.ts";
import { sizeText, waitText } from "./format.ts";
import { icon } from "./icon.ts";
import { keptCallText } from "./storage-text.ts";
import { base, pieces } from "./theme.ts";
import { levelPeriodMs, TickController } from "./tick-controller.ts";

const steps = (): Readonly<Record<SoundStep, string>> => ({
  opening: msg("Opening the microphone"),
  speak: msg("Say something for three seconds"),
  playback: msg("This is how you sound"),
  tone: msg("A rising tone: be quiet for a moment"),
});

const ways = (): Readonly<Record<WayToTalk, string>> => ({
  open: msg("No echo: talk freely, and interrupt whenever you like."),
  "half-duplex": msg(
    "The microphone hears the loudspeaker. Taking turns, or headphones, would suit this place.",
  ),
  "push-to-talk": msg(
    "The microphone hears the loudspeaker loudly. Holding a button to talk, or headphones, would suit this place.",
  ),
});

/** What the button says that takes the proposal. */
const takeWords = (): Readonly<Record<WayToTalk, string>> => ({
  open: msg("Just talk"),
  "half-duplex": msg("Take turns"),
  "push-to-talk": msg("Hold a button to talk"),
});

/** How a check went, as a sentence. */
interface Verdict {
  readonly good: boolean;
  readonly sentence: string;
}

/** Tries microphone, loudspeaker, connection and storage, when a person asks for it. */
@customElement("preflight-panel")
export class PreflightPanel extends LitElement {
  static override styles = [base, pieces, panelStyles()];

  readonly #app = new AppConsumer(this);
  #preflight: Preflight | undefined;
  #problem: string | undefined;
  #step: SoundStep | undefined;
  #sound: readonly Verdict[] = [];
  #rest: readonly Verdict[] = [];
  #running: AbortController | undefined;
  /** Would suit this place better than how the person talks now. */
  #proposed: WayToTalk | undefined;

  constructor() {
    super();
    new TickController(
      this,
      levelPeriodMs,
      () => this.#step === "speak",
      () => this.requestUpdate(),
    );
  }

  /** For when the button that was pressed is gone, or cannot be pressed any more, and with it the focus. */
  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("section")?.focus());
  }

  /** The click that begins must not wait for the code. */
  override connectedCallback(): void {
    super.connectedCallback();
    this.#app.value.preflight().then(
      (preflight) => {
        this.#preflight = preflight;
        this.requestUpdate();
      },
      (error: unknown) => {
        console.warn("The check did not load.", error);
        this.#problem = msg("The check didn't load. Check your connection, then reload this page.");
        this.requestUpdate();
      },
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  protected override render(): TemplateResult {
    const running = this.#running !== undefined;
    return html`<section aria-label=${msg("Check")} tabindex="-1">
      <p role="status">${this.#problem ?? (this.#step === undefined ? msg("About eight seconds, with a word of yours and a tone. Nothing is kept.") : steps()[this.#step])}</p>
      ${this.#step === "speak" ? html`<meter min="0" max="0.3" value=${this.#preflight?.level() ?? 0} aria-label=${msg("Level")}></meter>` : nothing}
      <button class="pill" type="button" ?disabled=${running || this.#preflight === undefined} @click=${this.#run}>
        ${this.#sound.length > 0 ? msg("Check again") : msg("Check sound and connection")}
      </button>
      <ul>
        ${[...this.#sound, ...this.#rest].map(({ good, sentence }) => html`<li class=${good ? "good" : "bad"}>${icon(good ? CircleCheck : CircleAlert)}<span>${sentence}</span></li>`)}
      </ul>
      ${this.#proposed === undefined ? nothing : this.#takeButton(this.#proposed)}
    </section>`;
  }

  #takeButton(way: WayToTalk): TemplateResult {
    const take = () => {
      this.#app.value.change({ wayToTalk: way });
      this.#proposed = undefined;
      this.requestUpdate();
      this.focus();
    };
    return html`<button class="pill" type="button" @click=${take}>${takeWords()[way]}</button>`;
  }

  readonly #run = () => {
    const preflight = this.#preflight;
    if (preflight === undefined || this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.focus();
    this.#sound = [];
    this.#rest = [];
    this.#proposed = undefined;
    const onStep = (step: SoundStep) => {
      this.#step = step;
      this.requestUpdate();
    };
    const sound = preflight.sound(onStep, running.signal).then((check) => {
      this.#sound = soundVerdicts(check);
      this.#proposed = check.way === this.#app.value.settings.get().wayToTalk ? undefined : check.way;
    });
    void this.#finish([
      sound.catch((error: unknown) => {
        this.#sound = [failure(error)];
      }),
      this.#add(preflight.connection(running.signal).then(connectionVerdict)),
      this.#add(preflight.storage().then(roomVerdict)),
    ]);
  };

  async #add(verdict: Promise<Verdict>): Promise<void> {
    const told = await verdict.catch(failure);
    this.#rest = [...this.#rest, told];
    this.requestUpdate();
  }

  async #finish(checks: readonly Promise<void>[]): Promise<void> {
    await Promise.all(checks);
    this.#running = undefined;
    this.#step = undefined;
    this.requestUpdate();
    await this.updateComplete;
    this.scrollIntoView({ block: "nearest" });
  }
}

function failure(error: unknown): Verdict {
  if (isAbort(error)) return { good: false, sentence: msg("The check was broken off.") };
  if (error instanceof MicrophoneError || isCallError(error))
    return { good: false, sentence: troubleOf(error).sentence };
  return { good: false, sentence: keptCallText(error) };
}

/** Softer than this, a voice is hard to understand. */
const softLevel = 0.01;

function soundVerdicts({ voice, loudest, way }: SoundCheck): readonly Verdict[] {
  const heard: Verdict =
    voice && loudest >= softLevel
      ? { good: true, sentence: msg("The microphone hears you.") }
      : {
          good: false,
          sentence: msg(
            "The microphone heard hardly anything. Choose another one in Settings, or speak closer to it.",
          ),
        };
  return [heard, { good: way === "open", sentence: ways()[way] }];
}

function connectionVerdict({ tookMs, roundTripMs }: ConnectionCheck): Verdict {
  const took = waitText(tookMs);
  const sentence =
    roundTripMs === undefined
      ? msg(str`A call can be made: connected in ${took}.`)
      : msg(str`A call can be made: connected in ${took}, round trip ${waitText(roundTripMs)}.`);
  return { good: true, sentence };
}

/** An hour of sound of both voices, before it becomes an MP3. */
const hourBytes = 290_000_000;

function roomVerdict({ usedBytes, quotaBytes }: RoomCheck): Verdict {
  if (quotaBytes === undefined) return { good: true, sentence: msg("Calls can be kept on this device.") };
  const left = Math.max(0, quotaBytes - usedBytes);
  return left >= hourBytes
    ? { good: true, sentence: msg(str`There is room for calls on this device: ${sizeText(left)}.`) }
    : {
        good: false,
        sentence: msg(str`Only ${sizeText(left)} are left on this device: less than an hour of recording.`),
      };
}

function panelStyles() {
  return css`
    section {
      display: grid;
      gap: 12px;
      justify-items: center;
      padding: 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius-group);
      background: var(--surface);
      font-size: var(--secondary);
      text-align: center;
    }

    meter {
      width: min(240px, 100%);
      height: 12px;
    }

    .pill[disabled] {
      opacity: 0.6;
    }

    ul {
      display: grid;
      gap: 8px;
      width: 100%;
      margin: 0;
      padding: 0;
      list-style: none;
      text-align: start;
    }

    ul:empty {
      display: none;
    }

    li {
      display: flex;
      gap: 10px;
    }

    .good svg.icon {
      color: var(--agent);
    }

    .bad svg.icon {
      color: var(--alert);
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "preflight-panel": PreflightPanel;
  }
}
