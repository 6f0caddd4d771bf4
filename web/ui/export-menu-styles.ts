import { css } from "lit";

/** Inside of the sheet. */
export const exportMenuStyles = css`
  .sheet {
    padding: 8px 12px calc(12px + env(safe-area-inset-bottom));
  }

  .head {
    padding-inline-start: 8px;
  }

  ul {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
  }

  li + li {
    border-block-start: 1px solid var(--line);
  }

  .format {
    display: flex;
    align-items: center;
    gap: 14px;
    min-height: 52px;
    padding-inline: 8px;
    border-radius: var(--radius-card);
    text-align: start;
    font-size: var(--secondary);
    font-weight: 600;
  }

  .format svg.icon,
  .share svg.icon {
    width: 20px;
    height: 20px;
    color: var(--quiet);
  }

  .label {
    flex: 1;
    min-width: 0;
  }

  .extension {
    color: var(--quiet);
    font-size: var(--meta);
    font-weight: 400;
  }

  .share {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    align-self: center;
    border-radius: 50%;
  }

  [aria-disabled="true"] {
    opacity: 0.5;
    cursor: default;
  }

  .how {
    grid-column: 1 / -1;
    padding: 0 8px 12px 42px;
    color: var(--quiet);
    font-size: var(--meta);
  }

  .how:dir(rtl) {
    padding: 0 42px 12px 8px;
  }

  .failed {
    color: var(--alert);
  }

  .wait {
    display: grid;
    justify-items: start;
    gap: 12px;
    padding: 12px 8px 16px;
    color: var(--quiet);
    font-size: var(--secondary);
  }

  @media (hover: hover) {
    .format:hover,
    .share:hover,
    .close:hover {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }
  }
`;
