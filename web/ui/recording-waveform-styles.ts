import { css } from "lit";

/** The two lanes, their marks, and the slider over them that nobody sees. */
export const recordingWaveformStyles = css`
  :host {
    position: relative;
    display: block;
    --at: 0;
  }

  .picture {
    position: relative;
    height: 112px;
  }

  .picture::before {
    position: absolute;
    inset-block-start: 50%;
    inset-inline: 0;
    height: 1px;
    background: var(--line);
    content: "";
  }

  svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }

  .user {
    fill: var(--user);
  }

  .agent {
    fill: var(--agent);
  }

  .coming {
    opacity: 0.38;
  }

  .played {
    clip-path: inset(0 calc(100% - var(--at) * 100%) 0 0);
  }

  .signs {
    overflow: visible;
  }

  .hatch {
    stroke: var(--quiet);
    stroke-width: 2;
  }

  .gap {
    opacity: 0.55;
  }

  .cut {
    stroke: var(--quiet);
    stroke-width: 1.5;
    stroke-dasharray: 3 3;
  }

  .tool {
    fill: var(--surface);
    stroke: var(--ink);
    stroke-width: 2;
  }

  .notice {
    fill: var(--alert);
  }

  .playhead {
    position: absolute;
    inset-block: -4px;
    inset-inline-start: calc(var(--at) * 100%);
    width: 2px;
    margin-inline-start: -1px;
    border-radius: 1px;
    background: var(--ink);
  }

  /* Without a thumb of its own, the value is where the pointer is. */
  input {
    position: absolute;
    inset: -6px 0;
    width: 100%;
    height: calc(100% + 12px);
    margin: 0;
    appearance: none;
    background: none;
    opacity: 0;
    cursor: pointer;
    touch-action: pan-y;
  }

  input::-webkit-slider-thumb {
    width: 1px;
    height: 100%;
    appearance: none;
  }

  input::-moz-range-thumb {
    width: 1px;
    height: 100%;
    border: 0;
  }

  .picture:has(+ input:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: 8px;
    border-radius: 2px;
  }

  @media (forced-colors: active) {
    .user,
    .agent {
      fill: CanvasText;
    }

    .played :is(.user, .agent) {
      fill: Highlight;
    }

    .played {
      forced-color-adjust: none;
    }

    .playhead {
      background: Highlight;
      forced-color-adjust: none;
    }

    .hatch,
    .cut,
    .tool {
      stroke: CanvasText;
    }

    .notice {
      fill: CanvasText;
    }
  }
`;
