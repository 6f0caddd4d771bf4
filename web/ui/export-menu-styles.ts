import { css } from "lit";

/** A sheet from below on phones, in the middle elsewhere. */
export const exportMenuStyles = css`
  dialog {
    width: min(440px, 100%);
    max-width: none;
    max-height: 85dvh;
    margin: auto;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius-group);
    overflow: hidden auto;
    overscroll-behavior: contain;
    background: var(--raised);
    color: var(--ink);
    box-shadow: var(--shadow);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  .sheet {
    padding: 8px 12px calc(12px + env(safe-area-inset-bottom));
  }

  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline-start: 8px;
  }

  h2 {
    font-size: var(--body);
    font-weight: var(--strong);
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

  .share,
  .close {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }

  .share {
    align-self: center;
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

  @media (max-width: 560px) {
    dialog {
      width: 100%;
      margin: auto 0 0;
      border-inline: 0;
      border-block-end: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
`;
