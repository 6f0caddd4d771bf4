import { css, html, nothing, type TemplateResult } from "lit";
import { Ban, Check, type IconNode, LoaderCircle, X } from "lucide";
import type { ToolCallEntry } from "../core/call/state.ts";
import { secondsText, valueText } from "./format.ts";
import { icon } from "./icon.ts";

/** Longer values are folded; characters. */
const foldAfter = 120;

const states = {
  running: { word: "Running", sign: LoaderCircle },
  done: { word: "Done", sign: Check },
  failed: { word: "Failed", sign: X },
  cancelled: { word: "Withdrawn", sign: Ban },
} as const satisfies Record<ToolCallEntry["status"], { readonly word: string; readonly sign: IconNode }>;

/** What the agent asked a tool, how that went and what came back. Everything in it is shown as text. */
export function toolCallCard(entry: ToolCallEntry): TemplateResult {
  const { word, sign } = states[entry.status];
  return html`
    <div class="tool ${entry.status}" role="group" aria-label="Tool call: ${entry.call.name}">
      <p class="tool-head">
        ${icon(sign)}
        <span class="tool-name">${entry.call.name}</span>
        <span class="tool-state">${word}${duration(entry)}</span>
      </p>
      ${details(entry)}
    </div>
  `;
}

function duration({ startedAtMs, endedAtMs }: ToolCallEntry): string {
  return endedAtMs === undefined ? "" : ` · ${secondsText(endedAtMs - startedAtMs)}`;
}

type Rows = readonly (readonly [name: string, value: unknown])[];

function details(entry: ToolCallEntry): TemplateResult {
  return html`${list(Object.entries(entry.call.args))}${list(resultRows(entry))}`;
}

function list(rows: Rows): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing;
  return html`<dl>
    ${rows.map(([name, value]) => html`<dt>${name}</dt><dd dir="auto">${foldable(valueText(value))}</dd>`)}
  </dl>`;
}

/** `output` and `error` are the service's own wrapping; any other object counts as the result as a whole. */
function resultRows({ response }: ToolCallEntry): Rows {
  if (response === undefined) return [];
  if ("error" in response) return [["error", response["error"]]];
  const result = "output" in response ? response["output"] : response;
  return isRecord(result) ? Object.entries(result) : [["result", result]];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function foldable(text: string): TemplateResult | string {
  if (text.length <= foldAfter) return text;
  return html`<details><summary>${text.slice(0, foldAfter)}…</summary>${text}</details>`;
}

export const toolCallStyles = css`
  .tool {
    flex: none;
    max-width: 62ch;
    padding: 12px;
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--agent);
    border-radius: var(--radius-card);
    background: var(--surface);
  }

  .tool.failed {
    border-inline-start-color: var(--alert);
  }

  .tool.cancelled {
    border-inline-start-color: var(--quiet);
  }

  .tool-head {
    display: flex;
    align-items: center;
    gap: 10px;
  }

  .tool-head svg.icon {
    width: 18px;
    height: 18px;
    stroke-width: 2.2;
    color: var(--agent);
  }

  .failed .tool-head svg.icon {
    color: var(--alert);
  }

  .cancelled .tool-head svg.icon {
    color: var(--quiet);
  }

  .tool-name {
    flex: 1;
    min-width: 0;
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }

  .tool-state {
    flex: none;
    color: var(--quiet);
    font-size: var(--secondary);
    font-variant-numeric: tabular-nums;
  }

  .tool dl {
    display: grid;
    grid-template-columns: fit-content(40%) 1fr;
    gap: 2px 14px;
    margin-block-start: 8px;
    font-size: var(--secondary);
  }

  .tool dl + dl {
    padding-block-start: 8px;
    border-block-start: 1px solid var(--line);
  }

  .tool dt {
    color: var(--quiet);
    overflow-wrap: anywhere;
  }

  .tool dd {
    min-width: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .tool summary {
    cursor: pointer;
  }

  .tool details[open] summary {
    color: var(--quiet);
  }
`;
