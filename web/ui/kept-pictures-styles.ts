import { css } from "lit";

/** A row of small pictures, each with its time; further rows where there are many. */
export const keptPicturesStyles = css`
  :host {
    display: block;
    padding: 8px 12px;
  }

  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  button {
    position: relative;
    display: block;
    border-radius: var(--radius-card);
  }

  img {
    display: block;
    width: auto;
    max-width: 160px;
    height: 84px;
    border-radius: var(--radius-card);
    background: var(--line);
    object-fit: cover;
  }

  .time {
    position: absolute;
    inset-block-end: 4px;
    inset-inline-start: 4px;
    padding: 0 6px;
    border-radius: 6px;
    background: var(--raised);
    color: var(--ink);
    font-size: var(--meta);
    font-variant-numeric: tabular-nums;
    font-weight: var(--strong);
  }

  @media (hover: hover) {
    button:hover img {
      filter: brightness(1.06);
    }
  }
`;
