import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ChevronDown } from "lucide";
import type { LogEntry } from "../core/call/log-entry.ts";
import { toolCounts, waitFigures } from "../core/history/call-figures.ts";
import type { CallRecord } from "../core/history/record.ts";
import { gapsOf } from "../core/history/sound-state.ts";
import { type AnswerWait, answerWaits } from "../core/numbers/waits.ts";
import { costWords, tokenWords } from "./cost-text.ts";
import { figure, figureStyles } from "./figure-rows.ts";
import { clockText, countText, waitText } from "./format.ts";
import { icon } from "./icon.ts";
import { base } from "./theme.ts";

/** How a call went, in numbers. */
@customElement("call-numbers")
export class CallNumbers extends LitElement {
  static override styles = [base, figureStyles, numberStyles()];

  @property({ attribute: false }) record: CallRecord | undefined;
  /** What was said and done, for how each answer came. */
  @property({ attribute: false }) log: readonly LogEntry[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const { record } = this;
    if (record === undefined) return nothing;
    const { usage, sessions, tools, latenciesMs } = record;
    const waits = waitFigures(latenciesMs);
    const cost = costWords(record.model, usage);
    return html`<section aria-labelledby="title">
      <h2 id="title">${msg("Numbers")}</h2>
      <dl>
        ${record.endedAtMs === undefined ? nothing : figure(msg("Length"), clockText(record.endedAtMs - record.startedAtMs))}
        ${waits === undefined ? nothing : figure(msg("Usual wait for an answer"), waitText(waits.medianMs), msg("median"))}
        ${waits === undefined ? nothing : figure(msg("Longest wait"), waitText(waits.worstMs))}
        ${figure(msg("Tokens"), countText(usage.totalTokens), usage.prompt === undefined ? msg(str`${countText(usage.promptTokens)} in, ${countText(usage.responseTokens)} out`) : undefined)}
        ${usage.prompt === undefined ? nothing : figure(msg("Tokens in"), tokenWords(usage, "prompt"))}
        ${usage.response === undefined ? nothing : figure(msg("Tokens out"), tokenWords(usage, "response"))}
        ${usage.totalTokens === 0 ? nothing : figure(msg("Cost"), cost.value, cost.more)}
        ${record.underruns === undefined ? nothing : figure(msg("Gaps in the sound"), countText(record.underruns))}
        ${figure(msg("Sessions"), countText(sessions))} ${tools.length === 0 ? nothing : toolRow(tools)}
      </dl>
      ${latenciesMs.length < 2 ? nothing : everyWait(latenciesMs, answerWaits(this.log, gapsOf(record.sound)))}
    </section>`;
  }
}

function toolRow(tools: readonly string[]): TemplateResult {
  return html`<div class="figure tools">
    <dt>${msg("Tools")}</dt>
    <dd>${toolCounts(tools).map(({ name, count }) => html`<span class="tool">${name}${count === 1 ? nothing : ` × ${count}`}</span>`)}</dd>
  </div>`;
}

/** In words beside each bar; the drawing adds nothing for those who listen. */
function everyWait(latenciesMs: readonly number[], answers: readonly AnswerWait[]): TemplateResult {
  // Calls of before answers were timed to the sound have none of these.
  const timed = answers.length === latenciesMs.length ? answers : [];
  const longest = Math.max(...latenciesMs, 1);
  return html`<details>
    <summary>${msg("Every answer")}${icon(ChevronDown)}</summary>
    <ol>
      ${latenciesMs.map(
        (ms, index) => html`<li>
          <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            ${svg`<rect width="100" height="6"></rect><rect class="filled" width=${Math.max(0, (100 * ms) / longest)} height="6"></rect>`}
          </svg>
          <span>${answerText(ms, timed[index])}</span>
        </li>`,
      )}
    </ol>
  </details>`;
}

function answerText(ms: number, answer: AnswerWait | undefined): string {
  return answer?.toSoundMs === undefined
    ? waitText(ms)
    : msg(str`${waitText(ms)}, heard after ${waitText(answer.toSoundMs)}`);
}

function numberStyles() {
  return css`
    h2 {
      padding-block-end: 8px;
      font-size: var(--meta);
      font-weight: var(--strong);
      color: var(--quiet);
    }

    dl:has(+ details) {
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }

    details {
      padding: 4px 16px;
      border: 1px solid var(--line);
      border-block-start: 0;
      border-end-start-radius: var(--radius-group);
      border-end-end-radius: var(--radius-group);
      background: var(--surface);
      font-size: var(--secondary);
    }

    .tool {
      display: block;
      overflow-wrap: anywhere;
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

    summary svg.icon {
      width: 18px;
      height: 18px;
      color: var(--quiet);
      transition: rotate var(--touch);
    }

    details[open] svg.icon {
      rotate: 180deg;
    }

    ol {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 4px 12px;
      margin: 0;
      padding: 0 0 10px;
      list-style: none;
    }

    li {
      display: grid;
      grid-column: 1 / -1;
      grid-template-columns: subgrid;
      align-items: center;
      color: var(--quiet);
      font-variant-numeric: tabular-nums;
      text-align: end;
    }

    .bar {
      width: 100%;
      height: 6px;
      fill: var(--agent-tint);
    }

    .bar:dir(rtl) {
      scale: -1 1;
    }

    .filled {
      fill: var(--agent);
    }

    @media (forced-colors: active) {
      .bar {
        fill: Canvas;
      }

      .filled {
        fill: Highlight;
        forced-color-adjust: none;
      }
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    "call-numbers": CallNumbers;
  }
}
