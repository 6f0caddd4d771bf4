import { css } from "lit";

/** The column that the groups stand in. */
export const settingsScreenStyles = css`
  :host {
    max-width: 760px;
    margin-inline: auto;
    padding: 0 16px 32px;
  }

  h1 {
    padding-block: 15px;
    font-size: var(--body);
    font-weight: var(--strong);
  }

  .reset {
    margin-block-start: 28px;
    text-align: center;
  }
`;

/** Groups of rows: label at the start, control at the end. */
export const settingsStyles = css`
  :host {
    display: block;
  }

  h2 {
    margin: 20px 6px 8px;
    color: var(--quiet);
    font-size: var(--meta);
    font-weight: var(--strong);
  }

  .note {
    margin-inline: 6px;
    color: var(--quiet);
    font-size: var(--secondary);
  }

  .group {
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-group);
    background: var(--surface);
  }

  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    min-height: 56px;
    padding: 10px 16px;
  }

  .row + .row {
    border-block-start: 1px solid var(--line);
  }

  .row:has(select:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: -4px;
    border-radius: var(--radius-group);
  }

  .row:has(> .note) {
    flex-wrap: wrap;
    row-gap: 0;
  }

  .row.note {
    margin-inline: 0;
  }

  .row > .note {
    flex-basis: 100%;
    margin: 0 0 4px;
    font-size: var(--meta);
  }

  .tall > meter {
    width: 100%;
  }

  .tall {
    flex-direction: column;
    align-items: stretch;
    gap: 10px;
    padding-block: 14px 16px;
  }

  .label {
    display: grid;
    min-width: 0;
  }

  /* A long choice goes below its name. */
  .row:has(> .select) {
    flex-wrap: wrap;
    row-gap: 0;
  }

  .name {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    font-size: 0.9375rem;
    font-weight: var(--strong);
  }

  .value {
    color: var(--quiet);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }

  .row > .value {
    font-size: 0.9375rem;
  }

  .hint {
    color: var(--quiet);
    font-size: var(--meta);
  }

  .select {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    min-width: 0;
    max-width: 100%;
    margin-inline-start: auto;
    color: var(--quiet);
  }

  .select svg.icon {
    width: 18px;
    height: 18px;
    margin-inline-start: -18px;
    pointer-events: none;
  }

  select {
    min-width: 0;
    max-width: 100%;
    min-height: 44px;
    padding: 0 26px 0 0;
    border: 0;
    appearance: none;
    background: none;
    color: var(--quiet);
    font-size: 0.9375rem;
    text-align: end;
    text-align-last: end;
    text-overflow: ellipsis;
    field-sizing: content;
    cursor: pointer;
  }

  /* The whole row shows the focus. */
  select:focus-visible {
    outline: none;
  }

  select:dir(rtl) {
    padding: 0 0 0 26px;
  }

  option {
    background: var(--raised);
    color: var(--ink);
  }

  textarea,
  input:is([type="password"], [type="text"], [type="url"]) {
    width: 100%;
    min-height: 44px;
    padding: 10px 12px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-card);
    background: var(--paper);
    font-size: 1rem;
  }

  input[type="number"] {
    flex: none;
    width: 6.5rem;
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-card);
    background: var(--paper);
    font-size: 1rem;
    text-align: end;
  }

  textarea {
    display: block;
    max-height: 40vh;
    line-height: 1.5;
    resize: vertical;
    field-sizing: content;
  }

  input[type="range"] {
    width: 100%;
    height: 44px;
    margin: -8px 0;
    accent-color: var(--agent);
  }

  input[role="switch"] {
    position: relative;
    flex: none;
    width: 48px;
    height: 28px;
    margin: 8px 0;
    border: 0;
    border-radius: var(--radius-full);
    appearance: none;
    background: var(--quiet);
    cursor: pointer;
    transition: background-color var(--touch);
  }

  input[role="switch"]::before {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 3px;
    width: 22px;
    height: 22px;
    border-radius: 50%;
    background: var(--surface);
    content: "";
    transition: translate var(--touch);
  }

  input[role="switch"]:checked {
    background: var(--agent);
  }

  input[role="switch"]:checked::before {
    translate: 20px 0;
  }

  input[role="switch"]:checked:dir(rtl)::before {
    translate: -20px 0;
  }

  .problem {
    color: var(--alert);
    font-size: var(--meta);
    overflow-wrap: anywhere;
  }

  .row > .problem {
    flex-basis: 100%;
  }

  meter,
  progress {
    width: min(140px, 35%);
    accent-color: var(--agent);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 12px 16px;
  }

  .row + .actions,
  .row + details,
  details + .row,
  details + .actions,
  details + details,
  .editor + .row,
  .row + .editor {
    border-block-start: 1px solid var(--line);
  }

  .actions .pill,
  .row .pill {
    flex: none;
    padding-inline: 14px;
    border-color: var(--line);
  }

  .actions .pill.main {
    border-color: transparent;
    background: var(--agent);
    color: var(--on-colour);
  }

  .actions .pill.grave {
    color: var(--alert);
  }

  .pill svg.icon {
    width: 16px;
    height: 16px;
  }

  .item {
    flex-wrap: wrap;
    gap: 8px;
  }

  .item > .label {
    flex: 1 1 14ch;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .row > pair-rows {
    flex: 1;
    min-width: 0;
  }

  .row > .outcome {
    flex: 1;
    min-width: 0;
  }

  .name,
  .hint {
    overflow-wrap: anywhere;
  }

  .hint {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }

  .hint.bad {
    display: block;
    color: var(--alert);
  }

  details > summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    min-height: 56px;
    padding: 10px 16px;
    cursor: pointer;
    list-style: none;
  }

  details > summary::-webkit-details-marker {
    display: none;
  }

  summary:focus-visible {
    outline-offset: -4px;
    border-radius: var(--radius-group);
  }

  summary svg.icon {
    width: 18px;
    height: 18px;
    color: var(--quiet);
    transition: rotate var(--touch);
  }

  details[open] > summary svg.icon {
    rotate: 180deg;
  }

  details > .inside {
    border-block-start: 1px solid var(--line);
    background: color-mix(in srgb, var(--ink) 2%, var(--surface));
  }

  .editor {
    background: color-mix(in srgb, var(--ink) 2%, var(--surface));
  }

  .outcome {
    max-height: 240px;
    margin: 0;
    padding: 10px 12px;
    overflow: auto;
    border-radius: var(--radius-card);
    background: var(--paper);
    font: var(--meta) / 1.5 ui-monospace, monospace;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  textarea.code {
    font: var(--secondary) / 1.5 ui-monospace, monospace;
  }

  @media (forced-colors: active) {
    input[role="switch"] {
      border: 1px solid ButtonText;
      background: ButtonFace;
      forced-color-adjust: none;
    }

    input[role="switch"]::before {
      inset-block-start: 2px;
      background: ButtonText;
    }

    input[role="switch"]:checked {
      background: Highlight;
    }
  }
`;
