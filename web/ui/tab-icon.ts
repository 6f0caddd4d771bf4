import type { ReadableAtom } from "nanostores";
import { inCall } from "../core/call/in-call.ts";
import type { CallState } from "../core/call/state.ts";
import { type PresenceMode, presenceMode } from "./phase-view.ts";

type Sign = Exclude<PresenceMode, "idle"> | "muted";

const user = "#b0431b";
const agent = "#0c6665";
const quiet = "#595e68";

const dot = (cx: number) => `<circle cx="${cx}" cy="16" r="3" fill="#fff"/>`;
const bar = (x: number, y: number) => `<path d="M${x} ${y}V${32 - y}" stroke="#fff" stroke-width="3"/>`;
const disc = (fill: string, inside: string) => `<circle cx="16" cy="16" r="14" fill="${fill}"/>${inside}`;
const gap = `<circle cx="16" cy="16" r="11" fill="none" stroke="${quiet}" stroke-width="5" stroke-dasharray="50 20"/>`;

/** Each with a shape of its own: at 16 pixels, and without colour, it can still be told. */
const drawings: Record<Sign, string> = {
  connecting: gap,
  reconnecting: gap,
  listening: `<circle cx="16" cy="16" r="11" fill="none" stroke="${user}" stroke-width="5"/>`,
  thinking: disc(agent, dot(8) + dot(16) + dot(24)),
  speaking: disc(agent, bar(8, 12) + bar(16, 7) + bar(24, 12)),
  muted: disc(quiet, `<path d="M8 8L24 24" stroke="#fff" stroke-width="4"/>`),
};

/** Shows in the tab's icon what the call does, as long as there is one. The answer stops that. */
export function followTabIcon(
  call: ReadableAtom<CallState>,
  link = document.querySelector<HTMLLinkElement>('link[rel="icon"]'),
): () => void {
  if (link === null) return () => undefined;
  const own = link.href;
  let shown: Sign | undefined;
  const unsubscribe = call.subscribe((state) => {
    const sign = signOf(state);
    if (sign === shown) return;
    shown = sign;
    link.href = sign === undefined ? own : iconOf(sign);
  });
  return () => {
    unsubscribe();
    link.href = own;
  };
}

function signOf({ phase, activity, muted }: CallState): Sign | undefined {
  const mode = presenceMode(phase, activity);
  if (!inCall(phase) || mode === "idle") return undefined;
  return phase.name === "live" && muted ? "muted" : mode;
}

function iconOf(sign: Sign): string {
  const ground = '<circle cx="16" cy="16" r="16" fill="#faf8f4"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${ground}${drawings[sign]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
