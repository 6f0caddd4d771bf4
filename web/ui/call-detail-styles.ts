import { css } from "lit";

/** One column for reading; with room at the side, notes and numbers stand there. */
export const callDetailStyles = css`
  :host {
    display: block;
    width: 100%;
    max-width: 760px;
    margin-inline: auto;
    padding: 0 16px 32px;
  }

  .wait,
  .nothing {
    display: grid;
    justify-items: center;
    gap: 16px;
    padding-block-start: 18vh;
    color: var(--quiet);
    text-align: center;
    text-wrap: balance;
  }

  .problem p {
    margin-block-end: 12px;
    padding: 10px 14px;
    border-radius: var(--radius-card);
    background: var(--alert-tint);
    font-size: var(--secondary);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding-block: 16px 12px;
  }

  .actions .pill {
    padding-inline: 16px;
    border-color: var(--line);
  }

  .actions .pill svg.icon,
  .grave svg.icon {
    width: 18px;
    height: 18px;
  }

  .actions .main {
    background: var(--agent-tint);
    border-color: transparent;
    color: var(--agent);
  }

  .pill:is(:disabled, [aria-disabled="true"]) {
    opacity: 0.5;
    cursor: default;
  }

  .hint {
    flex-basis: 100%;
    color: var(--quiet);
    font-size: var(--meta);
  }

  .aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
    padding-block-start: 28px;
  }

  .grave {
    justify-self: start;
    border-color: var(--line);
    color: var(--alert);
  }

  @media (min-width: 1180px) {
    :host {
      max-width: 1124px;
    }

    .call {
      display: grid;
      grid-template: auto auto 1fr / minmax(0, 760px) minmax(0, 300px);
      justify-content: space-between;
      column-gap: 32px;
    }

    .call > * {
      grid-column: 1;
    }

    .call > .aside {
      position: sticky;
      inset-block-start: 16px;
      grid-area: 3 / 2;
      align-self: start;
      max-height: calc(100dvh - 32px);
      overflow: hidden auto;
      padding-block-start: 0;
      scrollbar-width: thin;
    }
  }
`;
