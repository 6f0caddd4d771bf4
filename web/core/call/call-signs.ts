/** What a person can be told of a call without looking: it has begun, it is over, the agent thinks. */
export type CallCue = "start" | "end" | "thinking";

/** Keeps the screen on. */
export interface ScreenAwake {
  /** Until the answer is called, as far as the platform allows. */
  hold(): () => void;
}

/** Short sounds beside a call: they go to the loudspeaker only, never into the recording or to the service. */
export interface CueSounds {
  /** Opens the output. Call it synchronously from the click that starts a call; does nothing while it is open. */
  open(): void;
  /** Does nothing while the output is closed. */
  play(cue: CallCue): void;
  /** Closes the output once everything that was played is heard. */
  close(): void;
}

/** The device's own motor. */
export interface Haptics {
  buzz(cue: CallCue): void;
}

/** What a person presses outside of the page: on a headset, on the lock screen, among the system's media controls. */
export type CallKey = "hang-up" | "mute" | "unmute" | "toggle-mute";

/** How a call looks out there. */
export interface CallOnKeys {
  readonly agentName: string;
  readonly muted: boolean;
}

export interface CallKeys {
  /** Shows a call as it is now and takes its keys, until `clear`. */
  show(call: CallOnKeys, onKey: (key: CallKey) => void): void;
  clear(): void;
}
