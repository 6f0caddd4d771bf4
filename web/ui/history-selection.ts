import { msg, str } from "@lit/localize";
import { css, html, type TemplateResult } from "lit";
import { Star, Trash2 } from "lucide";
import { countText } from "./format.ts";
import type { HistoryRow } from "./history-filter.ts";
import { icon } from "./icon.ts";
import { plural } from "./plural.ts";

/** What can be done with the chosen calls. */
export interface SelectionActions {
  select(ids: readonly string[]): void;
  star(ids: readonly string[], isStarred: boolean): void;
  remove(ids: readonly string[]): void;
}

/** The bar below the list while calls are being chosen. @param rows all that are listed, on the page or not yet */
export function selectionBar(
  rows: readonly HistoryRow[],
  selected: ReadonlySet<string>,
  actions: SelectionActions,
): TemplateResult {
  const open = rows.filter(({ call }) => call.status !== "running").map(({ call }) => call);
  const chosen = open.filter(({ id }) => selected.has(id));
  const ids = chosen.map(({ id }) => id);
  const isAll = chosen.length === open.length;
  const isStarred = chosen.length > 0 && chosen.every((call) => call.isStarred);
  const isNone = chosen.length === 0;
  return html`<div class="bar" role="group" aria-label=${msg("Chosen calls")}>
    <p class="count" aria-live="polite">${isNone ? msg("None chosen") : plural(chosen.length, str`${countText(chosen.length)} chosen`, str`${countText(chosen.length)} chosen`)}</p>
    <button class="pill all" type="button" ?disabled=${open.length === 0}
      @click=${() => actions.select(isAll ? [] : open.map(({ id }) => id))}>
      ${isAll && !isNone ? msg("Select none") : msg("Select all")}
    </button>
    <button class="pill" type="button" ?disabled=${isNone} @click=${() => actions.star(ids, !isStarred)}>
      ${icon(Star)}${isStarred ? msg("Remove star") : msg("Star")}
    </button>
    <button class="pill grave" type="button" ?disabled=${isNone} @click=${() => actions.remove(ids)}>
      ${icon(Trash2)}${msg("Delete")}
    </button>
  </div>`;
}

export const selectionStyles = css`
  .bar {
    position: sticky;
    z-index: 1;
    inset-block-end: 0;
    order: 8;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: auto -16px 0;
    padding: 10px 16px;
    border-block-start: 1px solid var(--line);
    background: var(--paper);
  }

  .bar .count {
    flex: 1 0 auto;
    font-size: var(--secondary);
    font-weight: var(--strong);
    font-variant-numeric: tabular-nums;
  }

  .bar .pill {
    padding-inline: 14px;
    border-color: var(--line);
  }

  /* Two tidy lines on a phone: how many, and what to do with them. */
  @media (max-width: 559px) {
    .bar .count {
      flex-basis: calc(100% - 150px);
    }

    .bar .pill:not(.all) {
      flex: 1;
    }
  }

  .bar .pill svg.icon {
    width: 16px;
    height: 16px;
  }

  .bar .grave:enabled {
    color: var(--alert);
  }

  .bar .pill:disabled {
    opacity: 0.5;
    cursor: default;
  }
`;
