import { css, unsafeCSS } from "lit";

/** Media query of the layouts with room at the side: a rail for navigation and the call in two columns. */
export const wide = unsafeCSS("(min-width: 900px), (min-width: 560px) and (max-height: 520px)");

/** What every element shares: box model, focus, plain buttons and links, text for screen readers only. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    font-family: var(--font);
    line-height: 1.5;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  p,
  dl,
  dd {
    margin: 0;
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }

  button {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  a {
    color: inherit;
    text-decoration: none;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }

  svg.icon {
    display: block;
    flex: none;
    width: 22px;
    height: 22px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** Small rounded notes and text buttons used on more than one screen. */
export const pieces = css`
  .badge {
    display: inline-flex;
    align-items: center;
    min-height: 24px;
    white-space: nowrap;
    padding: 0 10px;
    border-radius: var(--radius-full);
    background: var(--user-tint);
    color: var(--user);
    font-size: var(--label);
    font-weight: var(--strong);
  }

  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 44px;
    padding: 0 18px;
    border: 1px solid var(--quiet);
    border-radius: var(--radius-full);
    background: var(--raised);
    color: var(--ink);
    font-size: var(--secondary);
    font-weight: 600;
    transition: background-color var(--touch);
  }

  @media (hover: hover) {
    .pill:hover {
      background: color-mix(in srgb, var(--ink) 6%, var(--raised));
    }
  }
`;
