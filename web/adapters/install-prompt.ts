import { atom, type ReadableAtom } from "nanostores";
import type { Installer, InstallState } from "../core/installer.ts";

/** Not in the DOM types: Chromium only. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ readonly outcome: "accepted" | "dismissed" }>;
}

/** What tells which browser this is; replaceable for tests. */
export interface InstallPlatform {
  readonly userAgent: string;
  readonly touchPoints: number;
  /** The page runs in a window of its own. */
  readonly isStandalone: boolean;
  readonly window: Pick<EventTarget, "addEventListener">;
}

/** Installer over `beforeinstallprompt`, which comes once and early: make it while the page loads. */
export class InstallPrompt implements Installer {
  readonly #state = atom<InstallState>("none");
  #event: InstallPromptEvent | undefined;

  constructor(platform: InstallPlatform = browserPlatform()) {
    this.#state.set(platform.isStandalone ? "installed" : byHand(platform));
    platform.window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      if (!isInstallPrompt(event)) return;
      this.#event = event;
      this.#state.set("offered");
    });
    platform.window.addEventListener("appinstalled", () => this.#state.set("installed"));
  }

  get state(): ReadableAtom<InstallState> {
    return this.#state;
  }

  async install(): Promise<void> {
    const event = this.#event;
    if (event === undefined) return;
    // Good for one time; the browser offers another when it likes.
    this.#event = undefined;
    this.#state.set("none");
    const { outcome } = await event.prompt();
    if (outcome === "accepted") this.#state.set("installed");
  }
}

function isInstallPrompt(event: Event): event is InstallPromptEvent {
  return "prompt" in event;
}

/** Safari installs through its own menus, and tells no page of it. */
function byHand({ userAgent, touchPoints }: InstallPlatform): InstallState {
  // An iPad says that it is a Mac; no Mac has a touch screen.
  const isMac = userAgent.includes("Macintosh");
  if (/iPhone|iPad|iPod/.test(userAgent) || (isMac && touchPoints > 1)) return "by-hand-ios";
  return isMac && /Version\/.* Safari/.test(userAgent) ? "by-hand-mac" : "none";
}

function browserPlatform(): InstallPlatform {
  // Safari's own word for it is not in the DOM types.
  const { standalone } = navigator as Navigator & { readonly standalone?: boolean };
  return {
    userAgent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    isStandalone: standalone === true || matchMedia("(display-mode: standalone)").matches,
    window,
  };
}
