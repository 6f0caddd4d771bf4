import { css } from "lit";

/** A heading, and beside it the button that closes what is below. */
export const headStyles = css`
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }

  h2 {
    font-size: var(--body);
    font-weight: var(--strong);
  }

  .close {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
`;

/** A dialog with a heading and a button that closes it: a sheet from below on phones, in the middle elsewhere. */
export const dialogStyles = css`
  ${headStyles}

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
