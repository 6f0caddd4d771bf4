import { css } from "lit";

/** Rows that are being chosen or renamed. */
export const historyRowModeStyles = css`
  .pick {
    display: flex;
    flex: 1;
    align-items: center;
    min-width: 0;
    padding-inline-start: 12px;
    border-radius: inherit;
    cursor: pointer;
  }

  .pick:has(:checked) {
    background: var(--agent-tint);
  }

  .pick:has(:disabled) {
    opacity: 0.6;
    cursor: default;
  }

  .pick input {
    flex: none;
    width: 22px;
    height: 22px;
    margin: 0;
    accent-color: var(--agent);
  }

  .pick input:focus-visible {
    outline: none;
  }

  .pick:has(:focus-visible) {
    outline: 3px solid var(--focus);
  }

  .rename {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 8px;
    min-width: 0;
    padding: 10px 12px;
  }

  .rename .main {
    border-color: transparent;
    background: var(--agent);
    color: var(--on-colour);
  }

  .title-field {
    flex: 1 1 100%;
    min-width: 0;
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-card);
    background: var(--paper);
    font-weight: var(--strong);
  }

  .title-field:focus-visible {
    outline-offset: 0;
  }
`;
