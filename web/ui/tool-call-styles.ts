import { css } from "lit";

/** A tool call in the transcript, and the cards that tools show. */
export const toolCallStyles = css`
  :host {
    display: block;
    flex: none;
    max-width: 62ch;
  }

  .tool {
    --edge: var(--agent);
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
    padding: 12px;
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--edge);
    border-radius: var(--radius-card);
    background: var(--surface);
    font-size: var(--secondary);
  }

  .tool:is(.failed, .timed-out) {
    --edge: var(--alert);
  }

  .tool:is(.cancelled, .denied) {
    --edge: var(--quiet);
  }

  .tool.asking {
    --edge: var(--user);
  }

  .tool-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
  }

  .tool-head svg.icon {
    width: 18px;
    height: 18px;
    stroke-width: 2.2;
    color: var(--edge);
  }

  /* Beside its sign, of 18 px; how it stands goes into a line of its own before a name breaks. */
  .tool-name {
    flex: 1 1 auto;
    max-width: calc(100% - 28px);
    font-size: var(--body);
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }

  .tool-state {
    flex: none;
    margin-inline-start: auto;
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
  }

  dl {
    display: grid;
    grid-template-columns: fit-content(40%) minmax(0, 1fr);
    gap: 2px 14px;
  }

  dt {
    color: var(--quiet);
    overflow-wrap: anywhere;
  }

  dd,
  .text,
  .sentence {
    min-width: 0;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }

  dl + dl,
  dl + .sentence,
  dl + .result {
    padding-block-start: 10px;
    border-block-start: 1px solid var(--line);
  }

  summary {
    cursor: pointer;
  }

  .result > summary {
    width: fit-content;
    min-height: 24px;
    color: var(--quiet);
  }

  .result[open] > summary {
    margin-block-end: 6px;
  }

  .result > .sentence + dl {
    margin-block-start: 6px;
  }

  .long[open] > summary {
    color: var(--quiet);
  }

  .progress {
    overflow-wrap: anywhere;
  }

  .track {
    position: relative;
    height: 4px;
    border-radius: var(--radius-full);
    overflow: hidden;
    background: var(--agent-tint);
  }

  .track::before {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    width: 30%;
    border-radius: inherit;
    background: var(--agent);
    content: "";
    animation: pass 1.8s ease-in-out infinite alternate;
  }

  @keyframes pass {
    to {
      inset-inline-start: 70%;
    }
  }

  .ask {
    display: grid;
    gap: 10px;
  }

  .ask p {
    font-size: var(--body);
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  .actions .pill {
    padding-inline: 14px;
    border-color: var(--line);
  }

  .actions .pill.main {
    border-color: transparent;
    background: var(--agent);
    color: var(--on-colour);
  }

  .pill svg.icon {
    width: 16px;
    height: 16px;
  }

  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding: 10px 12px;
    border-radius: var(--radius-card);
    background: var(--paper);
  }

  p.card {
    padding: 0;
    background: none;
  }

  p.card .pill {
    justify-self: start;
    max-width: 100%;
    overflow-wrap: anywhere;
  }

  .title,
  caption {
    font-weight: var(--strong);
    text-align: start;
    overflow-wrap: anywhere;
  }

  .card ul {
    display: grid;
    gap: 4px;
    margin: 0;
    padding-inline-start: 18px;
    overflow-wrap: anywhere;
  }

  .scroll {
    overflow: auto;
    max-height: 320px;
  }

  table {
    border-collapse: collapse;
    width: 100%;
  }

  caption {
    padding-block-end: 4px;
  }

  th,
  td {
    padding: 4px 16px 4px 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
  }

  th {
    color: var(--quiet);
    font-weight: 400;
    white-space: nowrap;
  }

  tr:last-child td {
    border-block-end: 0;
  }

  td {
    min-width: 8ch;
    max-width: 30ch;
    overflow-wrap: break-word;
  }

  a {
    color: var(--agent);
    text-decoration: underline;
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
  }

  a svg.icon {
    display: inline-block;
    width: 13px;
    height: 13px;
    margin-inline-start: 4px;
    vertical-align: -1px;
  }

  .address,
  .credit {
    color: var(--quiet);
    font-size: var(--meta);
    overflow-wrap: anywhere;
  }

  .card ul.chart {
    grid-template-columns: fit-content(40%) minmax(0, 1fr) max-content;
    gap: 6px 12px;
    padding: 0;
    list-style: none;
  }

  .chart li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }

  .bar {
    width: 100%;
    height: 8px;
    border-radius: 4px;
    fill: var(--agent-tint);
  }

  .bar .filled {
    fill: var(--agent);
  }

  .bar-value {
    color: var(--quiet);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  @media (forced-colors: active) {
    .track::before {
      background: Highlight;
    }

    .bar {
      fill: Canvas;
    }

    .bar .filled {
      fill: Highlight;
      forced-color-adjust: none;
    }
  }
`;
