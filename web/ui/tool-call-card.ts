import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Ban, Check, Clock, Hand, type IconNode, LoaderCircle, RotateCw, Square, X } from "lucide";
import type { ToolCallEntry } from "../core/call/log-entry.ts";
import { AppConsumer } from "./app-context.ts";
import { countText, secondsText, valueText } from "./format.ts";
import { icon } from "./icon.ts";
import { base, pieces } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";
import { toolCallStyles } from "./tool-call-styles.ts";
import { toolCard } from "./tool-cards.ts";
import { type Rows, type ToolResultView, toolResult } from "./tool-result.ts";

/** Longer values are folded; characters. */
const foldAfter = 120;

const states = () =>
  ({
    asking: { word: msg("Waiting for you"), sign: Hand },
    running: { word: msg("Running"), sign: LoaderCircle },
    done: { word: msg("Done"), sign: Check },
    failed: { word: msg("Failed"), sign: X },
    "timed-out": { word: msg("Timed out"), sign: Clock },
    denied: { word: msg("Denied"), sign: Ban },
    cancelled: { word: msg("Cancelled"), sign: Ban },
  }) as const satisfies Record<ToolCallEntry["status"], { readonly word: string; readonly sign: IconNode }>;

/** What the agent asked a tool, how that goes and what came back. Everything in it is shown as text. */
@customElement("tool-call-card")
export class ToolCallCard extends LitElement {
  static override styles = [base, pieces, toolCallStyles];

  @property({ attribute: false }) entry: ToolCallEntry | undefined;
  /** The call is on: what runs can be stopped, what went wrong can run again. */
  @property({ type: Boolean }) live = false;

  readonly #app = new AppConsumer(this);

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => this.live && this.entry?.status === "running",
      () => this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    const { word, sign } = states()[entry.status];
    return html`
      <div class="tool ${entry.status}" role="group" aria-label=${msg(str`Tool call: ${entry.call.name}`)} tabindex="-1">
        <p class="tool-head">
          ${icon(sign)}
          <span class="tool-name">${entry.call.name}</span>
          <span class="tool-state">${word}${this.#duration(entry)}</span>
        </p>
        ${list(Object.entries(entry.call.args))} ${this.#progress(entry)}
        ${entry.cards.filter(({ kind }) => kind !== "credit").map(toolCard)} ${outcome(entry)}
        ${entry.cards.filter(({ kind }) => kind === "credit").map(toolCard)} ${this.#actions(entry)}
      </div>
    `;
  }

  /** A button that goes away under the focus leaves it to the card. */
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("entry");
    if (before === undefined || before.status === this.entry?.status || !this.#pressed) return;
    this.#pressed = false;
    if (!this.matches(":focus-within")) this.renderRoot.querySelector<HTMLElement>(".tool")?.focus();
  }

  #pressed = false;

  #duration({ status, startedAtMs, endedAtMs }: ToolCallEntry): string {
    if (endedAtMs !== undefined) return ` · ${secondsText(endedAtMs - startedAtMs)}`;
    if (status !== "running" || !this.live) return "";
    const seconds = Math.max(0, Math.floor((this.#app.value.now() - startedAtMs) / 1000));
    return ` · ${msg(str`${countText(seconds)} s`)}`;
  }

  #progress({ status, progress }: ToolCallEntry): TemplateResult | typeof nothing {
    if (status !== "running" || !this.live) return nothing;
    return html`
      ${progress === undefined ? nothing : html`<p class="progress" dir="auto">${progress}</p>`}
      <div class="track" role="progressbar" aria-label=${msg("Running")}></div>
    `;
  }

  #actions(entry: ToolCallEntry): TemplateResult | typeof nothing {
    if (!this.live) return nothing;
    const { id, name } = entry.call;
    const app = this.#app.value;
    switch (entry.status) {
      case "asking":
        return html`<div class="ask">
          <p id="question">${msg(str`Let the agent use ${name}?`)}</p>
          <div class="actions" role="group" aria-labelledby="question">
            ${this.#button(msg("Allow"), () => app.decideTool(id, "allow"), "main")}
            ${this.#button(msg("Always allow"), () => app.decideTool(id, "always"))}
            ${this.#button(msg("Deny"), () => app.decideTool(id, "deny"))}
          </div>
        </div>`;
      case "running":
        return html`<div class="actions">${this.#button(msg("Cancel"), () => app.cancelTool(id), "", Square)}</div>`;
      case "done":
        return nothing;
      default:
        return html`<div class="actions">${this.#button(msg("Retry"), () => app.retryTool(id), "", RotateCw)}</div>`;
    }
  }

  #button(word: string, onPress: () => void, kind = "", sign?: IconNode): TemplateResult {
    const press = () => {
      this.#pressed = true;
      onPress();
    };
    return html`<button class="pill ${kind}" type="button" @click=${press}>
      ${sign === undefined ? nothing : icon(sign)}${word}
    </button>`;
  }
}

/** What came back. Beside cards it is said already: it stays folded. */
function outcome(entry: ToolCallEntry): TemplateResult | typeof nothing {
  const result = toolResult(entry);
  if (result.sentence === undefined && result.rows.length === 0) return nothing;
  if (entry.status === "done" && entry.cards.some(({ kind }) => kind !== "credit"))
    return html`<details class="result"><summary>${msg("Result")}</summary>${sentence(result)}${list(result.rows)}</details>`;
  if (result.sentence === undefined) return list(result.rows);
  return html`${sentence(result)}${rest(result)}`;
}

function sentence(result: ToolResultView): TemplateResult | typeof nothing {
  if (result.sentence === undefined) return nothing;
  return html`<div class="sentence" dir="auto">${foldable(result.sentence, 2 * foldAfter)}</div>`;
}

function rest({ rows }: ToolResultView): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<details class="result"><summary>${msg("Details")}</summary>${list(rows)}</details>`;
}

function list(rows: Rows): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<dl>
    ${rows.map(([name, value]) => html`<dt>${name}</dt><dd dir="auto">${foldable(valueText(value))}</dd>`)}
  </dl>`;
}

function foldable(text: string, after = foldAfter): TemplateResult | string {
  if (text.length <= after) return text;
  return html`<details class="long"><summary>${text.slice(0, after)}…</summary>${text}</details>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "tool-call-card": ToolCallCard;
  }
}
