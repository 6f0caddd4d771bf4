import { css, html, nothing, type TemplateResult } from "lit";

/** A row of a list of figures: what it is, how much, and what is to be known about it. */
export function figure(name: string, value: string, more?: string): TemplateResult {
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd>${value}${more === undefined ? nothing : html` <span class="more">${more}</span>`}</dd>
  </div>`;
}

/** For lists of such rows. */
export const figureStyles = css`
  dl {
    padding: 4px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius-group);
    background: var(--surface);
    font-size: var(--secondary);
  }

  .figure {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    padding-block: 9px;
  }

  .figure + .figure {
    border-block-start: 1px solid var(--line);
  }

  dt {
    color: var(--quiet);
  }

  dd {
    flex: 1 1 0;
    min-width: 12ch;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }

  .figure .more {
    display: block;
    color: var(--quiet);
    font-size: var(--meta);
  }
`;
