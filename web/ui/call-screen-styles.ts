import { css } from "lit";
import { wide } from "./theme.ts";

/** Arranges the call screen: a lobby with one centre, or a talk in one column, in two where there is room. */
export const callScreenStyles = css`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
  }

  .screen {
    height: 100%;
    min-height: 0;
  }

  header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 56px;
    padding-inline: 16px;
  }

  .brand {
    font-weight: var(--strong);
  }

  call-clock {
    margin-inline-start: auto;
  }

  .stage {
    display: grid;
    justify-items: center;
    align-content: center;
    text-align: center;
  }

  .word {
    font-weight: var(--strong);
  }

  .more,
  .note {
    color: var(--quiet);
    font-size: var(--secondary);
  }

  .more {
    max-width: 40ch;
    padding-inline: 20px;
  }

  .foot {
    display: grid;
    gap: 12px;
    justify-items: center;
  }

  message-composer {
    width: 100%;
  }

  .lobby {
    display: flex;
    flex-direction: column;
    align-items: center;
    padding-block-end: 16px;
    overflow: hidden auto;
  }

  .lobby header {
    align-self: stretch;
    flex: none;
  }

  .lobby .stage {
    flex: none;
    gap: 16px;
    margin-block: auto 28px;
    padding: 16px 20px 0;
  }

  .lobby .word {
    margin-block-start: 24px;
    font-size: var(--headline);
    line-height: 1.25;
    letter-spacing: -0.01em;
  }

  .lobby .foot {
    width: 100%;
    padding: 0 20px;
  }

  .lobby trouble-card {
    margin-block-end: 24px;
  }

  .lobby call-controls {
    margin-block-end: auto;
  }

  .note {
    flex: none;
    max-width: 44ch;
    padding: 20px 24px 8px;
    text-align: center;
    text-wrap: balance;
  }

  .agent {
    border-color: var(--line);
    font-size: var(--body);
    font-weight: 400;
  }

  .agent .voice {
    color: var(--quiet);
  }

  .agent svg.icon {
    width: 18px;
    height: 18px;
    margin-inline-end: -4px;
  }

  .agent:dir(rtl) svg.icon {
    transform: scaleX(-1);
  }

  .talk {
    display: grid;
    grid-template: "bar" auto "stage" auto "log" minmax(0, 1fr) "foot" auto "controls" auto / minmax(0, 1fr);
  }

  .talk header {
    grid-area: bar;
  }

  .talk .stage {
    grid-area: stage;
    gap: 12px;
    padding-block: 8px 4px;
    --presence-size: clamp(96px, 20dvh, 176px);
  }

  .talk call-transcript {
    grid-area: log;
  }

  .talk .foot {
    grid-area: foot;
    padding: 0 16px 10px;
  }

  .talk .foot:empty {
    display: none;
  }

  .talk call-controls {
    grid-area: controls;
    padding: 12px 16px calc(12px + env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--line);
    background: var(--surface);
  }

  @media ${wide} {
    .talk {
      grid-template:
        "bar bar" auto
        "stage log" minmax(0, 1fr)
        "controls foot" auto / minmax(0, 4fr) minmax(0, 5fr);
    }

    .talk .stage {
      --presence-size: clamp(96px, 30dvh, 240px);
    }

    .talk call-controls {
      align-self: end;
      padding-block-end: calc(32px + env(safe-area-inset-bottom));
      border: 0;
      background: none;
    }

    .talk call-transcript {
      padding-inline: 12px;
      border-inline-start: 1px solid var(--line);
    }

    .talk .foot {
      align-content: end;
      padding: 0 32px calc(32px + env(safe-area-inset-bottom));
      border-inline-start: 1px solid var(--line);
    }

    .talk .foot:empty {
      display: grid;
    }
  }

  @media (max-height: 520px) {
    header {
      min-height: 44px;
    }

    .lobby .stage {
      --presence-size: 104px;
      gap: 8px;
      margin-block-end: 12px;
      padding-block-start: 0;
    }

    .lobby .word {
      margin-block-start: 4px;
      font-size: 1.375rem;
    }

    .talk call-controls,
    .talk .foot {
      padding-block-end: calc(10px + env(safe-area-inset-bottom));
    }
  }
`;
