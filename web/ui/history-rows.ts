import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { EllipsisVertical, Star } from "lucide";
import type { CallRecord } from "../core/history/record.ts";
import { agentName } from "./agent-name.ts";
import { callTitle } from "./call-title.ts";
import { clockText } from "./format.ts";
import { dayName, dayStartMs, timeText } from "./history-days.ts";
import type { HistoryRow } from "./history-filter.ts";
import { callAddress } from "./history-route.ts";
import { icon } from "./icon.ts";
import { markedText } from "./marked-text.ts";

/** How a page of rows is drawn, and what its rows can ask for. */
export interface RowSetting {
  readonly nowMs: number;
  /** Undefined: rows are links; else the ids that are chosen, and rows are checkboxes. */
  readonly selected: ReadonlySet<string> | undefined;
  /** The call that is being renamed, with its title as it read when that began. */
  readonly renaming: Pick<CallRecord, "id" | "title"> | undefined;
  onMenu(call: CallRecord, button: HTMLElement): void;
  onSelect(id: string, isSelected: boolean): void;
  onRename(id: string, title: string): void;
  onKeepName(id: string): void;
}

/** Where a page is in its list, of which the rest may not be there: how many rows are before it, and in all. */
export interface PagePlace {
  readonly first: number;
  readonly of: number;
}

/** A page of rows; the first one of each day carries its heading. @param above the row before the page */
export function historyRows(
  rows: readonly HistoryRow[],
  above: HistoryRow | undefined,
  place: PagePlace,
  setting: RowSetting,
): TemplateResult {
  return html`${repeat(
    rows,
    ({ call }) => call.id,
    (row, index) => {
      const heading = headingOf(row, rows[index - 1] ?? above, setting.nowMs);
      return html`<li aria-posinset=${place.first + index + 1} aria-setsize=${place.of}>
        ${heading === undefined ? nothing : html`<h2>${heading}</h2>`}
        <div class="call">${inside(row, setting)}</div>
      </li>`;
    },
  )}`;
}

function headingOf({ call }: HistoryRow, above: HistoryRow | undefined, nowMs: number): string | undefined {
  const isSameDay =
    above !== undefined && dayStartMs(above.call.startedAtMs) === dayStartMs(call.startedAtMs);
  return isSameDay ? undefined : dayName(call.startedAtMs, nowMs);
}

function inside(row: HistoryRow, setting: RowSetting): TemplateResult {
  const { call } = row;
  if (setting.selected !== undefined) return choice(row, setting.selected.has(call.id), setting);
  if (setting.renaming?.id === call.id) return nameForm(setting.renaming, setting);
  const onMenu = (event: Event & { readonly currentTarget: HTMLElement }) =>
    setting.onMenu(call, event.currentTarget);
  return html`
    <a class="about" data-call=${call.id} href=${callAddress(call.id, row.match?.entryId)}>${about(row)}</a>
    <button class="more" type="button" aria-haspopup="menu" aria-label=${msg(str`More for ${callTitle(call)}`)} @click=${onMenu}>
      ${icon(EllipsisVertical)}
    </button>
  `;
}

/** A call that still runs cannot be chosen: there is nothing to do with it yet. */
function choice(row: HistoryRow, isSelected: boolean, { onSelect }: RowSetting): TemplateResult {
  const { id, status } = row.call;
  const onChange = (event: Event & { readonly currentTarget: HTMLInputElement }) =>
    onSelect(id, event.currentTarget.checked);
  return html`<label class="pick">
    <input type="checkbox" .checked=${isSelected} ?disabled=${status === "running"} @change=${onChange} />
    <span class="about">${about(row)}</span>
  </label>`;
}

function nameForm(
  call: Pick<CallRecord, "id" | "title">,
  { onRename, onKeepName }: RowSetting,
): TemplateResult {
  const onSubmit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get("title");
    const title = typeof given === "string" ? given.trim() : "";
    if (title === call.title) onKeepName(call.id);
    else onRename(call.id, title);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.isComposing) onKeepName(call.id);
  };
  return html`<form class="rename" @submit=${onSubmit} @keydown=${onKey}>
    <input
      class="title-field"
      type="text"
      name="title"
      aria-label=${msg("Title")}
      maxlength="200"
      autocomplete="off"
      placeholder=${msg("Named after its first words")}
      dir="auto"
      .value=${call.title}
    />
    <button class="pill main" type="submit">${msg("Save")}</button>
    <button class="pill" type="button" @click=${() => onKeepName(call.id)}>${msg("Cancel")}</button>
  </form>`;
}

/** Everything a row says; spaces between the parts keep them apart when they are read out. */
function about({ call, match, isInterrupted }: HistoryRow): TemplateResult {
  const words = match === undefined ? call.firstWords : match.excerpt;
  return html`
    <span class="head">
      <span class="title" dir="auto">${callTitle(call)}</span>
      ${call.isStarred ? html`<span class="star">${icon(Star)}<span class="visually-hidden">${msg("Starred")}</span></span>` : nothing}
      ${
        call.endedAtMs === undefined
          ? nothing
          : html`<span class="length"><span class="visually-hidden">${msg("Lasted")} </span>${clockText(call.endedAtMs - call.startedAtMs)}</span>`
      }
    </span>
    ${words === "" ? nothing : html`<span class="words" dir="auto">${match === undefined ? words : markedText(words, match.hits)}</span>`}
    <span class="meta">
      <span>${timeText(call.startedAtMs)}</span><span class="dot" aria-hidden="true">·</span>
      <bdi>${agentName(call.agent)}</bdi>${remarks(call, isInterrupted)}
    </span>
  `;
}

/** What sets a call apart. */
function remarks(call: CallRecord, isInterrupted: boolean): readonly TemplateResult[] {
  const unrecorded = call.sound.status === "none" && !call.sound.isRemoved && call.status !== "running";
  return [
    ...(unrecorded
      ? [html`<span class="dot" aria-hidden="true">·</span> <span>${msg("Not recorded")}</span>`]
      : []),
    ...(call.status === "recovered" ? [html` <span class="tag">${msg("Recovered")}</span>`] : []),
    ...(isInterrupted ? [html` <span class="tag">${msg("Interrupted")}</span>`] : []),
    ...(call.status === "running" && !isInterrupted
      ? [html` <span class="tag live">${msg("In progress")}</span>`]
      : []),
  ];
}
