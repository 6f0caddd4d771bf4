import { msg, str } from "@lit/localize";
import type { CallKey, CallKeys, CallOnKeys } from "../core/call/call-signs.ts";

/** Headsets and keyboards know `play` and `pause` only: for a call they open and close the microphone. */
const keys = {
  hangup: "hang-up",
  stop: "hang-up",
  togglemicrophone: "toggle-mute",
  pause: "mute",
  play: "unmute",
} as const satisfies Record<string, CallKey>;

const actions = ["hangup", "stop", "togglemicrophone", "pause", "play"] as const;

/** `hangup` and its like are not in the DOM types everywhere: Chromium and Safari have them. */
export interface CallSession {
  metadata: MediaMetadata | null;
  playbackState: MediaSessionPlaybackState;
  setActionHandler(action: string, handler: (() => void) | null): void;
  setMicrophoneActive?(active: boolean): void;
}

/** CallKeys by the Media Session. */
export class MediaSessionKeys implements CallKeys {
  readonly #base: string;
  readonly #session: CallSession | undefined;

  /** @param base the folder the app is served from, from `/` to `/`; @param session undefined where there is none */
  constructor(base: string, session: CallSession | undefined = browserSession()) {
    this.#base = base;
    this.#session = session;
  }

  show({ agentName, muted }: CallOnKeys, onKey: (key: CallKey) => void): void {
    const session = this.#session;
    if (session === undefined) return;
    const icon = { src: `${this.#base}icons/icon-512.png`, sizes: "512x512", type: "image/png" };
    session.metadata = new MediaMetadata({
      title: agentName === "" ? msg("Call") : msg(str`Call with ${agentName}`),
      artist: muted ? msg("Muted") : "Parley",
      artwork: [icon],
    });
    session.playbackState = muted ? "paused" : "playing";
    attempt(() => session.setMicrophoneActive?.(!muted));
    for (const action of actions) attempt(() => session.setActionHandler(action, () => onKey(keys[action])));
  }

  clear(): void {
    const session = this.#session;
    if (session === undefined) return;
    session.metadata = null;
    session.playbackState = "none";
    for (const action of actions) attempt(() => session.setActionHandler(action, null));
  }
}

/** A browser that does not know an action throws; the others work all the same. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

function browserSession(): CallSession | undefined {
  return "mediaSession" in navigator ? (navigator.mediaSession as CallSession) : undefined;
}
