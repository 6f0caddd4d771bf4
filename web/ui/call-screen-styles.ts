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
    min-width: 0;
    overflow: hidden;
    font-weight: var(--strong);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .rec,
  .unrecorded {
    gap: 6px;
    background: var(--alert-tint);
    color: var(--alert);
  }

  .rec::before {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: currentColor;
    content: "";
  }

  .unrecorded {
    background: none;
    box-shadow: inset 0 0 0 1px currentColor;
  }

  .consent {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
    padding-inline: 16px;
    color: var(--quiet);
    font-size: var(--secondary);
  }

  .consent input {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--agent);
  }

  call-clock {
    margin-inline-start: auto;
  }

  .captions {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    margin-inline-end: -8px;
    border: 1px solid transparent;
    border-radius: 50%;
    color: var(--quiet);
  }

  .captions[aria-pressed="true"] {
    border-color: var(--agent);
    background: var(--agent-tint);
    color: var(--agent);
  }

  @media (forced-colors: active) {
    .captions[aria-pressed="true"] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }

  call-extras {
    z-index: 2;
    grid-area: log;
  }

  @media not all and (min-width: 900px) {
    .extended message-composer {
      display: none;
    }

    .extended .stage {
      --presence-size: clamp(56px, 9dvh, 88px) !important;
    }
  }

  @media (max-width: 360px) {
    .calling .brand {
      display: none;
    }
  }

  .stage {
    position: relative;
    display: grid;
    justify-items: center;
    align-content: center;
    text-align: center;
  }

  .word {
    font-weight: var(--strong);
  }

  .note {
    color: var(--quiet);
    font-size: var(--secondary);
  }

  /* Lies over the fading top of the transcript, so that nothing moves when it comes. */
  .more[hidden],
  .more:not([hidden]) ~ .more {
    display: none;
  }

  .more {
    position: absolute;
    inset-block-start: calc(100% + 2px);
    inset-inline: 16px;
    z-index: 1;
    width: fit-content;
    max-width: 44ch;
    margin-inline: auto;
    padding: 6px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius-group);
    background: var(--raised);
    font-size: var(--secondary);
    text-wrap: balance;
    box-shadow: var(--shadow);
  }

  .foot {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
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
    /* A long name is cut, not the page. */
    grid-template-columns: minmax(0, 1fr);
    max-width: 100%;
    gap: 16px;
    margin-block: auto 28px;
    padding: 16px 20px 0;
    --presence-size: clamp(112px, 24dvh, 200px);
  }

  .lobby.troubled .stage {
    gap: 12px;
    margin-block-end: 20px;
    --presence-size: clamp(72px, 18dvh, 200px);
  }

  .lobby:has(preflight-offer[open]) .stage {
    margin-block-end: 16px;
    --presence-size: clamp(56px, 10dvh, 96px);
  }

  .lobby .word {
    margin-block-start: clamp(0px, 3dvh, 24px);
    font-size: clamp(1.375rem, 7vw, var(--headline));
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

  .lobby .consent {
    flex: none;
    margin-block: 8px 0;
  }

  /* In the middle also without the check below. */
  .lobby.troubled .consent {
    margin-block-end: auto;
  }

  .lobby preflight-offer {
    flex: none;
    margin-block-end: auto;
    padding-inline: 20px;
  }

  .note {
    flex: none;
    max-width: 44ch;
    padding: 20px 24px 8px;
    text-align: center;
    text-wrap: balance;
  }

  /* Who can be called is the server's to say; whoever waits long sees what is known here. */
  .unknown {
    visibility: hidden;
    animation: known 0s 1s forwards;
  }

  @keyframes known {
    to {
      visibility: visible;
    }
  }

  .agent {
    position: relative;
    max-width: 100%;
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

  .agent .chosen {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .agent select {
    position: absolute;
    inset: 0;
    width: 100%;
    opacity: 0;
    cursor: pointer;
  }

  .agent:has(select:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }

  option {
    background: var(--raised);
    color: var(--ink);
  }

  .talk {
    display: grid;
    grid-template: "bar" auto "stage" auto "log" minmax(0, 1fr) "foot" auto "controls" auto "consent" auto / minmax(0, 1fr);
  }

  .talk header {
    grid-area: bar;
  }

  .talk .stage {
    grid-area: stage;
    gap: 12px;
    padding-block: 8px 4px;
    --presence-size: clamp(88px, 20dvh, 176px);
  }

  .talk:not(.calling) .stage {
    --presence-size: clamp(64px, 14dvh, 120px);
  }

  .talk call-transcript {
    grid-area: log;
  }

  .talk call-captions {
    grid-area: log;
    z-index: 1;
  }

  /* Whoever goes there with the keyboard gets to see it. */
  .captioned call-transcript:not(:focus-within) {
    opacity: 0;
    pointer-events: none;
  }

  .captioned call-transcript:focus-within + call-captions {
    display: none;
  }

  .talk .foot {
    grid-area: foot;
    padding: 0 16px 10px;
  }

  .talk .consent {
    grid-area: consent;
    justify-content: center;
    background: var(--surface);
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
        "controls foot" auto
        "consent foot" auto / minmax(0, 4fr) minmax(0, 5fr);
    }

    .talk .stage,
    .talk:not(.calling) .stage {
      --presence-size: clamp(96px, 30dvh, 240px);
    }

    .talk .more {
      inset-block-start: calc(50% + var(--presence-size) / 2 + 36px);
    }

    .talk .consent {
      padding-block-end: calc(16px + env(safe-area-inset-bottom));
      background: none;
    }

    .talk:not(.calling) call-controls {
      padding-block-end: 8px;
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

    .talk call-captions {
      border-inline-start: 1px solid var(--line);
    }

    .talk .foot {
      align-content: end;
      padding: 0 32px calc(32px + env(safe-area-inset-bottom));
      border-inline-start: 1px solid var(--line);
    }
  }

  /* What stands between the stage and the start button must not push it out of sight. */
  @media not all and (min-width: 560px) {
    @media (max-height: 640px) {
      .lobby .stage {
        gap: 10px;
        margin-block-end: 16px;
        padding-block-start: 0;
        --presence-size: 96px;
      }
    }

    @media (max-height: 900px) {
      .lobby:is(.troubled, :has(return-offer:defined:not([hidden]))) {
        header {
          min-height: 44px;
        }

        .stage {
          gap: 8px;
          margin-block-end: 12px;
          padding-block-start: 0;
          --presence-size: clamp(48px, 100dvh - 680px, 160px);
        }

        .word {
          margin-block-start: 0;
        }

        trouble-card {
          margin-block-end: 12px;
        }
      }
    }

    @media (max-height: 640px) {
      .lobby:is(.troubled, :has(return-offer:defined:not([hidden]))) .agent {
        display: none;
      }
    }
  }

  @media (max-height: 520px) {
    header {
      min-height: 44px;
    }

    .lobby .stage {
      gap: 8px;
      padding-block-start: 0;
    }

    .lobby .word {
      font-size: 1.375rem;
    }

    .talk .more {
      inset-block-start: -40px;
    }

    .talk call-controls,
    .talk .foot {
      padding-block-end: calc(10px + env(safe-area-inset-bottom));
    }
  }

  @media (min-width: 560px) and (max-height: 520px) {
    .lobby {
      display: grid;
      grid-template:
        "bar bar" auto
        "stage ." 1fr
        "stage foot" auto
        "stage controls" auto
        "stage consent" auto
        "stage check" auto
        "stage note" auto
        "stage ." 1fr / minmax(0, 4fr) minmax(0, 5fr);
      justify-items: center;
      padding-block-end: 8px;
    }

    .lobby header {
      grid-area: bar;
      justify-self: stretch;
    }

    .lobby .stage,
    .lobby.troubled .stage {
      grid-area: stage;
      align-self: center;
      margin: 0;
      --presence-size: 128px;
    }

    .lobby:has(preflight-offer[open]) .stage {
      align-self: start;
      --presence-size: 96px;
    }

    .lobby .foot {
      grid-area: foot;
    }

    .lobby trouble-card {
      margin-block-end: 12px;
    }

    .lobby call-controls {
      grid-area: controls;
    }

    .lobby .consent {
      grid-area: consent;
      margin: 0;
    }

    .lobby preflight-offer {
      grid-area: check;
      margin: 0;
    }

    .lobby .note {
      grid-area: note;
      padding-block: 4px 0;
    }
  }
`;
