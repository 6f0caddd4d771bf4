import { msg } from "@lit/localize";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { ChevronDown } from "lucide";
import type { EventTopic, LoggedEvent } from "../core/call/event-log.ts";
import { debugReport } from "../core/numbers/debug-report.ts";
import { AppConsumer } from "./app-context.ts";
import { clockText } from "./format.ts";
import { icon } from "./icon.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

const topics = (): Readonly<Record<EventTopic | "all", string>> => ({
  all: msg("Everything"),
  call: msg("The call"),
  connection: msg("Connection"),
  sound: msg("Sound"),
  agent: msg("Agent"),
  person: msg("You"),
  tools: msg("Tools"),
});

/** What happened in the call, and a way to hand it on without a secret in it. */
@customElement("event-list")
export class EventList extends LitElement {
  static override styles = [base, pieces, listStyles()];

  readonly #app = new AppConsumer(this);
  #topic: EventTopic | "all" = "all";
  #withWords = false;
  #word = "";

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => true,
      () => this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult {
    const { call } = this.#app.value;
    const startedAtMs = call.get().startedAtMs ?? 0;
    const events = this.#app.value
      .events()
      .filter(({ topic }) => this.#topic === "all" || topic === this.#topic)
      .toReversed();
    return html`
      <details>
        <summary>${msg("Events")}${icon(ChevronDown)}</summary>
        <label class="filter"
          >${msg("Show")}
          <select @change=${this.#onTopic}>
            ${Object.entries(topics()).map(([value, word]) => html`<option value=${value} .selected=${live(value === this.#topic)}>${word}</option>`)}
          </select>
        </label>
        ${events.length === 0 ? html`<p class="none">${msg("Nothing of this yet.")}</p>` : html`<ol tabindex="0" aria-label=${msg("Events")}>${events.map((event) => line(event, startedAtMs))}</ol>`}
      </details>
      <div class="report">
        <button class="pill" type="button" @click=${this.#copy}>${msg("Copy debug report")}</button>
        <label><input type="checkbox" .checked=${live(this.#withWords)} @change=${this.#onWords} />${msg("With what was said")}</label>
        <p role="status">${this.#word}</p>
      </div>
    `;
  }

  readonly #onTopic = (event: Event & { readonly currentTarget: HTMLSelectElement }) => {
    const chosen = Object.keys(topics())[event.currentTarget.selectedIndex];
    this.#topic = isTopic(chosen) ? chosen : "all";
    this.requestUpdate();
  };

  readonly #onWords = (event: Event & { readonly currentTarget: HTMLInputElement }) => {
    this.#withWords = event.currentTarget.checked;
  };

  readonly #copy = async () => {
    const app = this.#app.value;
    const report = debugReport({
      state: app.call.get(),
      settings: app.settings.get(),
      meters: app.meters(),
      events: app.events(),
      userAgent: navigator.userAgent,
      atMs: app.now(),
      withWords: this.#withWords,
    });
    try {
      await navigator.clipboard.writeText(report);
      this.#word = msg("Copied.");
    } catch (error) {
      console.warn("The report could not be copied.", error);
      this.#word = msg(
        "Your browser didn't let Parley copy. Allow the clipboard for this site, then try again.",
      );
    }
    this.requestUpdate();
  };
}

function isTopic(value: string | undefined): value is EventTopic | "all" {
  return value !== undefined && Object.hasOwn(topics(), value);
}

function line({ atMs, topic, what, count }: LoggedEvent, startedAtMs: number): TemplateResult {
  return html`<li>
    <span class="time">${clockText(atMs - startedAtMs)}</span>
    <span class="what"><span class="topic">${topics()[topic]}</span> <bdi lang="en">${what}${count === 1 ? nothing : ` × ${count}`}</bdi></span>
  </li>`;
}

function listStyles() {
  return css`
    :host {
      display: grid;
      gap: 16px;
    }

    details {
      padding: 0 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius-group);
      background: var(--surface);
      font-size: var(--secondary);
    }

    summary {
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-height: 44px;
      cursor: pointer;
      list-style: none;
    }

    summary::-webkit-details-marker {
      display: none;
    }

    details[open] summary svg.icon {
      transform: rotate(180deg);
    }

    .filter {
      display: flex;
      align-items: center;
      gap: 10px;
      color: var(--quiet);
    }

    select {
      min-height: 44px;
      padding-inline: 12px;
      border: 1px solid var(--quiet);
      border-radius: var(--radius-card);
      background: var(--surface);
      color: var(--ink);
    }

    option {
      background: var(--raised);
      color: var(--ink);
    }

    ol {
      max-height: 320px;
      margin: 12px 0;
      padding: 0;
      overflow: hidden auto;
      list-style: none;
    }

    li {
      display: flex;
      gap: 12px;
      padding-block: 4px;
    }

    .time {
      flex: none;
      min-width: 4ch;
      color: var(--quiet);
      font-variant-numeric: tabular-nums;
    }

    .what {
      min-width: 0;
      overflow-wrap: anywhere;
    }

    .topic {
      font-weight: 600;
    }

    .none {
      padding-block: 12px;
      color: var(--quiet);
    }

    .report {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 16px;
      font-size: var(--secondary);
    }

    .report label {
      display: flex;
      align-items: center;
      gap: 10px;
      min-height: 44px;
      color: var(--quiet);
    }

    .report input {
      width: 18px;
      height: 18px;
      margin: 0;
      accent-color: var(--agent);
    }

    .report p {
      flex-basis: 100%;
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "event-list": EventList;
  }
}
