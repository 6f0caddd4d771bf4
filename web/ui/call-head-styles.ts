import { css } from "lit";

/** One row of title and buttons, and a quiet line below. */
export const callHeadStyles = css`
  :host {
    display: block;
  }

  header {
    display: flex;
    align-items: center;
    min-height: 56px;
    margin-inline: -10px;
  }

  h1 {
    flex: 0 1 auto;
    min-width: 0;
    padding-inline-start: 6px;
    overflow: hidden;
    font-size: var(--body);
    font-weight: var(--strong);
    line-height: 1.3;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow-wrap: anywhere;
  }

  a,
  button {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }

  .back:dir(rtl) svg {
    scale: -1 1;
  }

  .rename {
    margin-inline-end: auto;
    color: var(--quiet);
  }

  .rename svg.icon {
    width: 16px;
    height: 16px;
  }

  .star[aria-pressed="true"] svg.icon {
    fill: currentcolor;
  }

  input {
    flex: 1;
    min-width: 0;
    min-height: 44px;
    margin-inline: 4px 10px;
    padding: 0 12px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-card);
    background: var(--surface);
    font-size: var(--body);
    font-weight: var(--strong);
  }

  .meta {
    padding-block-end: 14px;
    color: var(--quiet);
    font-size: var(--secondary);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .badge {
    display: inline-block;
    margin-inline-start: 6px;
    padding: 2px 10px;
    border-radius: var(--radius-full);
    background: var(--user-tint);
    color: var(--user);
    font-size: var(--label);
    font-weight: var(--strong);
  }

  .failed {
    margin-block-end: 14px;
    padding: 10px 14px;
    border-radius: var(--radius-card);
    background: var(--alert-tint);
    font-size: var(--secondary);
    overflow-wrap: anywhere;
  }

  @media (hover: hover) {
    a:hover,
    button:hover {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }
  }
`;
