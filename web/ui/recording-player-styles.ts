import { css } from "lit";

/** The card with the waveform and the controls. Its upper part scrolls away, the controls stay on screen. */
export const recordingPlayerStyles = css`
  :host {
    position: relative;
    z-index: 1;
    display: block;
  }

  :host([sticky]) {
    position: sticky;
    inset-block-start: calc(6px - var(--above, 0px));
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 20px 18px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius-group);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  section:focus {
    outline: none;
  }

  section:focus-visible {
    outline: 3px solid var(--focus);
  }

  .wait,
  .none {
    display: grid;
    align-content: center;
    justify-items: start;
    gap: 12px;
    color: var(--quiet);
    font-size: var(--secondary);
  }

  .wait {
    min-height: 200px;
    justify-items: center;
  }

  .problem {
    color: var(--alert);
    font-size: var(--secondary);
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    color: var(--quiet);
    font-size: var(--label);
  }

  .sign {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }

  .sign svg {
    width: 12px;
    height: 12px;
    overflow: visible;
    fill: none;
    stroke: var(--quiet);
    stroke-width: 1.5;
  }

  .sign .tool {
    stroke: var(--ink);
    stroke-width: 2;
  }

  .sign .cut {
    stroke-dasharray: 3 2.5;
  }

  .sign .notice {
    fill: var(--alert);
    stroke: none;
  }

  .controls {
    display: grid;
    grid-template:
      "legend skip skip" auto
      "transport transport speed" auto / minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 10px 8px;
  }

  .legend {
    grid-area: legend;
  }

  .skip {
    grid-area: skip;
    justify-self: end;
  }

  .speed {
    grid-area: speed;
    justify-self: end;
  }

  .transport {
    display: flex;
    grid-area: transport;
    align-items: center;
    justify-self: start;
    width: max-content;
    gap: 4px;
  }

  .play {
    display: grid;
    flex: none;
    place-items: center;
    width: 56px;
    height: 56px;
    border-radius: 50%;
    background: var(--agent);
    color: var(--on-colour);
  }

  .play svg.icon {
    fill: currentcolor;
    stroke-linejoin: round;
  }

  .time {
    display: flex;
    flex-direction: column;
    padding-inline: 8px 4px;
    color: var(--quiet);
    font-size: var(--secondary);
    font-variant-numeric: tabular-nums;
    line-height: 1.35;
    white-space: pre;
  }

  .now {
    color: var(--ink);
  }

  .step {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }

  .step svg.icon {
    width: 28px;
    height: 28px;
    stroke-width: 1.4;
  }

  .five {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding-block-start: 2px;
    font-size: 0.625rem;
    font-weight: 700;
  }

  .controls .pill {
    min-width: 52px;
    padding-inline: 14px;
    border-color: var(--line);
    font-variant-numeric: tabular-nums;
  }

  .speed {
    position: relative;
    gap: 4px;
  }

  /* The choice itself lies over the pill, unseen. */
  .speed select {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    cursor: pointer;
  }

  .speed:has(select:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }

  option {
    background: var(--raised);
    color: var(--ink);
  }

  .skip[aria-pressed="true"] {
    border-color: transparent;
    background: var(--agent-tint);
    color: var(--agent);
  }

  .encode {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 6px 16px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--line);
  }

  .encode .pill {
    grid-area: 1 / 2 / span 2;
    border-color: var(--line);
  }

  .encode .problem {
    grid-row: span 2;
  }

  .how {
    color: var(--quiet);
    font-size: var(--secondary);
    font-variant-numeric: tabular-nums;
  }

  progress {
    width: 100%;
    height: 4px;
    border: 0;
    border-radius: var(--radius-full);
    overflow: hidden;
    appearance: none;
    background: var(--agent-tint);
    color: var(--agent);
  }

  progress::-webkit-progress-bar {
    background: var(--agent-tint);
  }

  progress::-webkit-progress-value {
    background: var(--agent);
  }

  progress::-moz-progress-bar {
    background: var(--agent);
  }

  @media (hover: hover) {
    .play:hover {
      background: color-mix(in srgb, var(--ink) 12%, var(--agent));
    }

    .step:hover {
      background: color-mix(in srgb, var(--ink) 6%, transparent);
    }
  }

  @media (max-width: 559px) {
    .encode:has(.problem) {
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
    }

    .encode .problem + .pill {
      grid-area: auto;
    }
  }

  @media (max-width: 359px) {
    section {
      padding-inline: 12px;
    }

    .transport {
      gap: 0;
    }
  }

  @media (min-width: 560px) {
    .controls {
      grid-template:
        "legend legend legend" auto
        "transport speed skip" auto / minmax(0, 1fr) auto auto;
    }

    .time {
      flex-direction: row;
      gap: 0.5ch;
    }
  }

  @media (forced-colors: active) {
    .play {
      border: 2px solid ButtonText;
    }

    .skip[aria-pressed="true"] {
      border-color: Highlight;
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    progress {
      border: 1px solid CanvasText;
      appearance: auto;
    }

    .sign svg,
    .sign .tool {
      stroke: CanvasText;
    }

    .sign .notice {
      fill: CanvasText;
    }
  }

  @media (max-width: 360px) {
    .controls {
      grid-template-areas:
        "legend legend legend"
        "skip skip skip"
        "transport transport speed";
    }

    .transport {
      gap: 2px;
    }

    .time {
      padding-inline: 4px 0;
    }

    .step {
      width: 36px;
    }
  }
`;
