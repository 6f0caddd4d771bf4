import { msg, str } from "@lit/localize";
import { css, html, nothing, render, type TemplateResult } from "lit";
import { Mic, MicOff, Phone } from "lucide";
import type { App } from "../app/app.ts";
import { inCall } from "../core/call/in-call.ts";
import type { Turn } from "../core/call/log-entry.ts";
import type { CallState } from "../core/call/state.ts";
import { icon } from "./icon.ts";
import { phaseWord } from "./phase-view.ts";
import { base } from "./theme.ts";

/** What Chromium has for a small window that stays on top. */
interface MiniWindows {
  readonly window: Window | null;
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>;
}

declare global {
  interface Window {
    readonly documentPictureInPicture?: MiniWindows;
    readonly CSSStyleSheet: typeof CSSStyleSheet;
  }
}

/** Whether this browser has such windows. */
export function hasMiniWindow(): boolean {
  return window.documentPictureInPicture !== undefined;
}

/** Characters of the last words that are shown: two or three lines. */
const captionLength = 140;

/**
 * Shows the call in a small window that stays on top: who speaks, the last words, mute and end. It goes with the call.
 * Must run inside the click. Settles in every case.
 */
export async function openMiniWindow(app: App): Promise<void> {
  const windows = window.documentPictureInPicture;
  if (windows === undefined) return;
  try {
    const mini = await windows.requestWindow({ width: 320, height: 220 });
    dress(mini);
    const stop = app.call.subscribe((state) => {
      if (inCall(state.phase)) render(face(app, state), mini.document.body);
      else mini.close();
    });
    mini.addEventListener("pagehide", stop, { once: true });
  } catch (error) {
    console.warn("The mini window did not open.", error);
  }
}

/** A document takes only sheets that it has made itself; the content security policy takes no other styles. */
function dress(mini: Window): void {
  const tokens = [...document.styleSheets].flatMap(({ cssRules }) =>
    [...cssRules].map((rule) => rule.cssText),
  );
  const sheet = new mini.CSSStyleSheet();
  sheet.replaceSync([...tokens, base.cssText, miniStyles().cssText].join("\n"));
  mini.document.adoptedStyleSheets = [sheet];
  mini.document.title = document.title;
  mini.document.documentElement.lang = document.documentElement.lang;
  mini.document.documentElement.dir = document.documentElement.dir;
}

function face(app: App, state: CallState): TemplateResult {
  const { phase, activity, muted, talk, log } = state;
  const last = log.findLast((entry): entry is Turn => entry.kind === "turn");
  return html`<main>
    <h1>${phaseWord(phase, activity, muted, talk)}</h1>
    <p dir="auto">${last === undefined ? nothing : caption(last)}</p>
    <div class="row">
      <button type="button" aria-label=${msg("Mute microphone")} aria-pressed=${muted ? "true" : "false"} @click=${() => app.setMuted(!muted)}>
        ${icon(muted ? MicOff : Mic)}
      </button>
      <button class="end" type="button" aria-label=${msg("End call")} @click=${() => app.endCall()}>${icon(Phone)}</button>
    </div>
  </main>`;
}

/** The end of what was said last. */
function caption({ role, text }: Turn): string {
  const words = text.trim();
  const end = words.length <= captionLength ? words : `…${words.slice(-captionLength).replace(/^\S*\s/, "")}`;
  return role === "user" ? msg(str`You: ${end}`) : end;
}

function miniStyles() {
  return css`
    main {
      display: grid;
      grid-template-rows: auto minmax(0, 1fr) auto;
      gap: 8px;
      height: 100dvh;
      padding: 12px 16px;
      background: var(--paper);
      color: var(--ink);
      font-family: var(--font);
    }

    h1 {
      font-size: var(--body);
      font-weight: var(--strong);
    }

    p {
      overflow: hidden;
      color: var(--quiet);
      font-size: var(--secondary);
    }

    .row {
      display: flex;
      justify-content: center;
      gap: 24px;
    }

    button {
      display: grid;
      place-items: center;
      width: 52px;
      height: 52px;
      border: 1px solid var(--line);
      border-radius: 50%;
      background: var(--raised);
    }

    button[aria-pressed="true"] {
      border-color: var(--user);
      background: var(--user-tint);
      color: var(--user);
    }

    .end {
      border-color: transparent;
      background: var(--alert);
      color: var(--on-colour);
    }

    .end svg.icon {
      transform: rotate(135deg);
    }
  `;
}
