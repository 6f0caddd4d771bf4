import { css } from "lit";

/** The rows of the history under the headings of their days. */
export const historyRowStyles = css`
  :host {
    position: relative;
    display: block;
  }

  /* Reaches up from the end of the list, so that rows are there before a person is. */
  .end {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    height: min(1600px, 100%);
    visibility: hidden;
    pointer-events: none;
  }

  /* Covers the room of the rows that are not there, so that they are back before a person is. */
  .start {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 0;
    height: min(var(--room) + 1600px, 100%);
    visibility: hidden;
    pointer-events: none;
  }

  ul {
    margin: 0;
    padding: 0;
    padding-block-start: var(--room);
    list-style: none;
  }

  li h2 {
    padding: 20px 4px 6px;
    color: var(--quiet);
    font-size: var(--meta);
    font-weight: var(--strong);
  }

  li:first-child h2 {
    padding-block-start: 8px;
  }

  .call {
    position: relative;
    display: flex;
    min-height: 76px;
    border-radius: var(--radius-row);
    transition: background-color var(--touch);
  }

  .call:has(:focus-visible, .title-field) {
    background: var(--surface);
  }

  .about {
    display: grid;
    flex: 1;
    min-width: 0;
    gap: 1px;
    align-content: start;
    padding: 10px 12px;
    border-radius: inherit;
  }

  /* Room for the button, which stands below the length. */
  a.about > .meta {
    margin-inline-end: 36px;
  }

  /* Whatever lies outside of a row is cut off. */
  .about:focus-visible,
  .more:focus-visible,
  .pick:has(:focus-visible) {
    outline-offset: -3px;
  }

  .head {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }

  .title {
    display: -webkit-box;
    overflow: hidden;
    font-size: var(--body);
    font-weight: var(--strong);
    line-height: 1.35;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }

  .star {
    flex: none;
    align-self: flex-start;
    margin-block-start: 4px;
    color: var(--user);
  }

  .star svg.icon {
    width: 15px;
    height: 15px;
    fill: currentcolor;
  }

  .length {
    flex: none;
    margin-inline-start: auto;
    padding-inline-start: 4px;
    color: var(--quiet);
    font-size: var(--secondary);
    font-variant-numeric: tabular-nums;
  }

  /* Begins where the title does, also in another direction of writing. */
  .words {
    justify-self: start;
    max-width: 100%;
    overflow: hidden;
    color: var(--quiet);
    font-size: var(--secondary);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .words:has(mark) {
    display: -webkit-box;
    white-space: normal;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }

  mark {
    border-radius: 3px;
    background: var(--user-tint);
    color: var(--ink);
    font-weight: 600;
    box-shadow: 0 0 0 2px var(--user-tint);
  }

  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 6px;
    min-height: 24px;
    color: var(--quiet);
    font-size: var(--meta);
    font-variant-numeric: tabular-nums;
  }

  .tag {
    padding: 1px 10px;
    border: 1px solid transparent;
    border-radius: var(--radius-full);
    background: var(--agent-tint);
    color: var(--agent);
    font-size: var(--label);
    font-weight: var(--strong);
  }

  .tag.live {
    background: var(--user-tint);
    color: var(--user);
  }

  .more {
    position: absolute;
    inset-block-end: 2px;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    width: 44px;
    min-height: 44px;
    border-radius: var(--radius-row);
    color: var(--quiet);
  }

  .more svg.icon {
    width: 20px;
    height: 20px;
  }

  @media (hover: hover) {
    .call:hover {
      background: var(--surface);
    }

    .more:hover {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }

    .more:not(:focus-visible) {
      opacity: 0;
    }

    .call:is(:hover, :focus-within) .more {
      opacity: 1;
    }
  }

  @media (forced-colors: active) {
    .tag {
      border-color: currentcolor;
    }

    mark {
      background: Mark;
      color: MarkText;
      forced-color-adjust: none;
    }
  }
`;
