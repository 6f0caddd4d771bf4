import { msg, str } from "@lit/localize";
import { css, html, type TemplateResult } from "lit";
import { History, type IconNode, SearchX } from "lucide";
import { icon } from "./icon.ts";

/** Nothing is kept yet. */
export function emptyHistory(): TemplateResult {
  return plain(History, html`<p>${msg("Your calls will be kept here, on this device.")}</p>`);
}

/** There are calls, but none like that. @param onShowAll takes search and filters away */
export function noMatch(query: string, onShowAll: () => void): TemplateResult {
  const what =
    query.trim() === "" ? msg("No calls like that.") : msg(str`No calls with “${isolated(query.trim())}”.`);
  return plain(
    SearchX,
    html`<p>${what}</p>
      <button class="pill" type="button" @click=${onShowAll}>${msg("Show all calls")}</button>`,
  );
}

/** Calls are being read; shown late, so that what comes at once does not flash. */
export function loadingHistory(): TemplateResult {
  return html`<p class="loading">${msg("Looking for your calls…")}</p>`;
}

/** @param sentence what went wrong, what is safe, what to do */
export function historyTrouble(sentence: string, onRetry: () => void): TemplateResult {
  return html`<div class="trouble" role="alert">
    <p>${sentence}</p>
    <button class="pill" type="button" @click=${onRetry}>${msg("Try again")}</button>
  </div>`;
}

/** A wish that came to nothing; the list stays. */
export function historyProblem(sentence: string, onClose: () => void): TemplateResult {
  return html`<div class="problem">
    <p>${sentence}</p>
    <button type="button" @click=${onClose}>${msg("Close")}</button>
  </div>`;
}

/** Between marks that keep the direction of a text to itself. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

function plain(sign: IconNode, words: TemplateResult): TemplateResult {
  return html`<div class="empty"><span class="sign">${icon(sign)}</span>${words}</div>`;
}

export const historyStateStyles = css`
  .empty,
  .trouble {
    display: grid;
    flex: 1;
    align-content: center;
    justify-items: center;
    gap: 16px;
    padding-block: 24px 56px;
    text-align: center;
    text-wrap: balance;
  }

  .empty {
    color: var(--quiet);
    overflow-wrap: anywhere;
  }

  .sign {
    display: grid;
    place-items: center;
    width: 64px;
    height: 64px;
    border-radius: 50%;
    background: var(--agent-tint);
    color: var(--agent);
  }

  .loading {
    padding: 24px 4px;
    color: var(--quiet);
    animation: appear 240ms 400ms both;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
