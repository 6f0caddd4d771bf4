import type { ReadableAtom } from "nanostores";
import type { CallState } from "../core/call/state.ts";
import type { TokenError } from "../core/errors.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import type { MicrophoneInfo } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";

/** What the screens talk to: stores to render and intents to raise. */
export interface App {
  readonly call: ReadableAtom<CallState>;
  readonly settings: ReadableAtom<Settings>;
  readonly server: ReadableAtom<ServerState>;
  readonly microphones: ReadableAtom<readonly MicrophoneInfo[]>;
  /** RMS 0–1 right now; pulled once per animation frame by whoever shows it. */
  readonly levels: { user(): number; agent(): number };
  /** Milliseconds since the epoch, the clock of all times in `CallState`. */
  now(): number;
  /** Must run inside the click: microphone and speaker need the gesture. */
  startCall(): void;
  endCall(): void;
  setMuted(muted: boolean): void;
  sendText(text: string): void;
  /** Changes settings and keeps them; what concerns a call takes effect with the next one. */
  change(settings: Partial<Settings>): void;
  /** Asks the server for its configuration again. */
  reloadServer(): void;
}

/** What is known of the token server. */
export type ServerState =
  | { readonly status: "asking" }
  | { readonly status: "ready"; readonly config: ServerConfig }
  | { readonly status: "failed"; readonly error: TokenError };
