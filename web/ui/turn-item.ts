import { msg } from "@lit/localize";
import { css, html, nothing, type TemplateResult } from "lit";
import type { LogEntry, Turn } from "../core/call/log-entry.ts";
import { clockText } from "./format.ts";

const names = () =>
  ({ user: msg("You"), agent: msg("Agent") }) as const satisfies Record<Turn["role"], string>;

/**
 * One turn as an article named after its speaker; what was not heard after an interruption is struck through.
 * @param time what stands for its time; text unless given
 * @param isCurrent it is being played
 */
export function turnItem(
  turn: Turn,
  callStartedAtMs: number,
  time: TemplateResult | string = clockText(turn.startedAtMs - callStartedAtMs),
  isCurrent = false,
): TemplateResult {
  return html`
    <article class="turn ${turn.role}" aria-label=${names()[turn.role]} aria-current=${isCurrent || nothing}>
      <p class="who">
        <span class="name">${names()[turn.role]}</span>
        <span class="time">${time}</span>
        ${turn.typed ? html`<span class="time">${msg("typed")}</span>` : nothing}
      </p>
      <p class="words" dir="auto">${words(turn)}</p>
    </article>
  `;
}

function words(turn: Turn): TemplateResult {
  const { heard, unheard } = heardParts(turn);
  if (heard + unheard === "") return html`<span class="pending">…</span>`;
  return html`${heard}${unheard === "" ? nothing : struck(unheard)}`;
}

function struck(unheard: string): TemplateResult {
  return html`<span class="visually-hidden"> ${msg("Interrupted, not heard:")} </span><s>${unheard}</s>`;
}

/** The text of a turn, trimmed for show, split where an interruption silenced it. */
export function heardParts(turn: Turn): { readonly heard: string; readonly unheard: string } {
  const heardChars = turn.status === "interrupted" ? turn.heard?.chars : undefined;
  if (heardChars === undefined) return { heard: turn.text.trim(), unheard: "" };
  const heard = turn.text.slice(0, heardChars).trimStart();
  const unheard = turn.text.slice(heardChars).trimEnd();
  return unheard.trim() === "" ? { heard: heard.trim(), unheard: "" } : { heard, unheard };
}

/** The turns that are over and have words. */
export function finishedTurns(log: readonly LogEntry[]): readonly Turn[] {
  return log.filter(
    (entry): entry is Turn => entry.kind === "turn" && entry.status !== "open" && entry.text.trim() !== "",
  );
}

/** A finished turn as one announcement. */
export function spokenTurn(turn: Turn): string {
  return `${names()[turn.role]}: ${heardParts(turn).heard.trim()}`;
}

/** Whether two logs show the same: most of what changes in a turn is how much sound there is of it. */
export function looksSame(one: readonly LogEntry[], other: readonly LogEntry[]): boolean {
  return (
    one.length === other.length &&
    one.every((entry, index) => entry === other[index] || sameTurn(entry, other[index]))
  );
}

function sameTurn(one: LogEntry, other: LogEntry | undefined): boolean {
  return (
    one.kind === "turn" &&
    other?.kind === "turn" &&
    one.id === other.id &&
    one.text === other.text &&
    one.status === other.status &&
    one.heard === other.heard
  );
}

export const turnStyles = css`
  .turn {
    max-width: 62ch;
  }

  .who {
    display: flex;
    gap: 8px;
    font-size: var(--meta);
    font-weight: var(--strong);
  }

  .user .name {
    color: var(--user);
  }

  .agent .name {
    color: var(--agent);
  }

  .time {
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
  }

  .words {
    font-size: var(--body);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  .words s,
  .pending {
    color: var(--quiet);
  }

  .words s {
    text-decoration-thickness: 1px;
  }
`;
