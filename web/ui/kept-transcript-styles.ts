import { css } from "lit";

/** The lines of a kept call; the one that is being said stands on a tint. */
export const keptTranscriptStyles = css`
  :host {
    display: block;
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    margin-inline: -12px;
  }

  .line {
    padding: 8px 12px;
    border-radius: var(--radius-row);
    transition: background-color var(--touch);
  }

  .line:has(.from) {
    cursor: pointer;
  }

  .line:has(.from:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: -3px;
  }

  .from {
    position: relative;
    min-width: 24px;
    min-height: 24px;
    border-radius: 4px;
    font-variant-numeric: tabular-nums;
    font-weight: var(--strong);
  }

  /* Reaches beyond its few letters for fingers. */
  .from::after {
    position: absolute;
    inset: -10px -16px;
    content: "";
  }

  .from:focus-visible {
    outline: none;
  }

  .who {
    align-items: center;
    min-height: 24px;
  }

  .tool .who {
    margin-block-end: 4px;
    font-size: var(--meta);
    font-weight: var(--strong);
  }

  .tool .name {
    color: var(--quiet);
  }

  .user:is(.current, .found) {
    background: var(--user-tint);
  }

  .line:is(.agent, .tool):is(.current, .found) {
    background: var(--agent-tint);
  }

  .notice {
    padding: 4px 12px;
    color: var(--quiet);
    font-size: var(--meta);
  }

  .notice .time {
    font-weight: var(--strong);
    margin-inline-end: 8px;
  }

  .back {
    position: sticky;
    inset-block-end: 12px;
    display: flex;
    width: max-content;
    margin-inline: auto;
    box-shadow: var(--shadow);
  }

  @media (hover: hover) {
    .line:has(.from):not(.current, .found):hover {
      background: color-mix(in srgb, var(--ink) 4%, transparent);
    }
  }

  @media (forced-colors: active) {
    .line:is(.current, .found) {
      border-inline-start: 4px solid Highlight;
    }
  }
`;
