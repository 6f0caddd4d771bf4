import { css } from "lit";

/** The column of the history: head, search, chips, rows; the bar and the toast float at its end. */
export const historyListStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    max-width: 760px;
    min-height: 100%;
    margin-inline: auto;
    padding-inline: 16px;
  }

  .top {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 56px;
  }

  h1 {
    flex: 1;
    font-size: var(--body);
    font-weight: var(--strong);
  }

  h1:focus-visible {
    outline-offset: 4px;
    border-radius: 2px;
  }

  .act {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-width: 44px;
    min-height: 44px;
    padding-inline: 10px;
    border-radius: var(--radius-full);
    color: var(--agent);
    font-size: 0.9375rem;
    font-weight: var(--strong);
  }

  .act.select {
    margin-inline-end: -10px;
  }

  .act svg.icon {
    width: 20px;
    height: 20px;
  }

  .search {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    margin-inline: -16px;
    padding: 4px 16px;
    background: var(--paper);
  }

  .box {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 50px;
    padding-inline: 18px 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-full);
    background: var(--surface);
    color: var(--quiet);
  }

  .box:focus-within {
    outline: 3px solid var(--focus);
    outline-offset: -2px;
  }

  .box svg.icon {
    width: 20px;
    height: 20px;
  }

  .box input {
    flex: 1;
    min-width: 0;
    min-height: 48px;
    padding: 0;
    border: 0;
    outline: none;
    background: none;
    color: var(--ink);
    font-size: var(--body);
    appearance: none;
  }

  .box input::placeholder {
    color: var(--quiet);
    opacity: 1;
  }

  input[type="search"]::-webkit-search-cancel-button {
    appearance: none;
  }

  .clear {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }

  .problem {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-block: 4px;
    padding-inline-start: 16px;
    border-radius: var(--radius-row);
    background: var(--alert-tint);
    color: var(--alert);
    font-size: var(--secondary);
  }

  .problem p {
    flex: 1;
    padding-block: 10px;
  }

  .problem button {
    min-width: 64px;
    min-height: 44px;
    font-weight: var(--strong);
  }

  history-calls {
    padding-block-end: 24px;
  }

  history-toast {
    order: 9;
    margin-block-start: auto;
  }

  :host(.choosing) history-toast {
    inset-block-end: 64px;
  }

  .bar + history-toast {
    margin-block-start: 0;
  }

  .drop {
    position: fixed;
    z-index: 3;
    inset: 12px;
    display: grid;
    place-items: center;
    padding: 24px;
    border: 2px dashed var(--agent);
    border-radius: var(--radius-group);
    background: color-mix(in srgb, var(--agent-tint) 92%, transparent);
    color: var(--agent);
    font-weight: var(--strong);
    text-align: center;
    pointer-events: none;
  }

  @media (max-width: 360px) {
    .act .word {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }

  @media (hover: hover) {
    .act:hover,
    .clear:hover {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }
  }
`;
