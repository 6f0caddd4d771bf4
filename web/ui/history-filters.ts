import { msg } from "@lit/localize";
import { css, html, type TemplateResult } from "lit";
import type { CallRecord } from "../core/history/record.ts";
import { agentName } from "./agent-name.ts";
import type { Period } from "./history-days.ts";
import { type Filter, isOpen, noFilter } from "./history-filter.ts";

const periods = (): readonly { readonly period: Period; readonly name: string }[] => [
  { period: "today", name: msg("Today") },
  { period: "week", name: msg("This week") },
  { period: "month", name: msg("This month") },
];

/** The chips that narrow the list: each is on or off, one agent and one period at a time. */
export function historyFilters(
  filter: Filter,
  agents: readonly CallRecord["agent"][],
  onChange: (filter: Filter) => void,
): TemplateResult {
  const { isStarred, agentId, period } = filter;
  return html`<div class="chips" role="group" aria-label=${msg("Which calls")}>
    ${chip(msg("All"), isOpen(filter), () => onChange(noFilter))}
    ${chip(msg("Starred"), isStarred, () => onChange({ ...filter, isStarred: !isStarred }))}
    ${agents.map((agent) =>
      chip(agentName(agent), agent.id === agentId, () =>
        onChange({ ...filter, agentId: agent.id === agentId ? undefined : agent.id }),
      ),
    )}
    ${periods().map((one) =>
      chip(one.name, one.period === period, () =>
        onChange({ ...filter, period: one.period === period ? "any" : one.period }),
      ),
    )}
  </div>`;
}

function chip(name: string, isOn: boolean, onPress: () => void): TemplateResult {
  return html`<button class="chip" type="button" dir="auto" aria-pressed=${isOn} @click=${onPress}>${name}</button>`;
}

export const historyFilterStyles = css`
  /* On a narrow screen the chips are one line to swipe, up to the edges of the screen. */
  .chips {
    display: flex;
    gap: 8px;
    margin-inline: -16px;
    padding: 4px 16px 8px;
    overflow-x: auto;
    scroll-padding-inline: 16px;
    scrollbar-width: none;
  }

  .chip {
    flex: none;
    max-width: 24ch;
    min-height: 44px;
    padding: 0 16px;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-full);
    background: var(--surface);
    font-size: var(--secondary);
    text-overflow: ellipsis;
    white-space: nowrap;
    transition: background-color var(--touch);
  }

  .chip[aria-pressed="true"] {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--paper);
    font-weight: 600;
  }

  @media (min-width: 700px) {
    .chips {
      flex-wrap: wrap;
    }
  }

  @media (pointer: fine) {
    .chip {
      min-height: 34px;
    }
  }

  @media (forced-colors: active) {
    .chip[aria-pressed="true"] {
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
