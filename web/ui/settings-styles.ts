import { css } from "lit";

/** Groups of rows: label at the start, control at the end. */
export const settingsStyles = css`
  :host {
    display: block;
    max-width: 760px;
    margin-inline: auto;
    padding: 0 16px 32px;
  }

  h1 {
    padding-block: 15px;
    font-size: var(--body);
    font-weight: var(--strong);
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

  .row > .note {
    flex-basis: 100%;
    margin: 0 0 4px;
    font-size: var(--meta);
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

  .hint {
    color: var(--quiet);
    font-size: var(--meta);
  }

  .select {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    flex: 1;
    min-width: 0;
    color: var(--quiet);
  }

  .select svg.icon {
    width: 18px;
    height: 18px;
    margin-inline-start: -20px;
    pointer-events: none;
  }

  select {
    min-width: 0;
    max-width: 100%;
    min-height: 44px;
    padding: 0 26px 0 8px;
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
    padding: 0 8px 0 26px;
  }

  option {
    background: var(--raised);
    color: var(--ink);
  }

  textarea,
  input[type="password"] {
    width: 100%;
    min-height: 44px;
    padding: 10px 12px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-card);
    background: var(--paper);
    font-size: 1rem;
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

  .reset {
    margin-block-start: 28px;
    text-align: center;
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
