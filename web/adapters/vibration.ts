import type { CallCue, Haptics } from "../core/call/call-signs.ts";

/** Milliseconds of movement and rest. */
const patterns = { start: [40], end: [30, 70, 30], thinking: [12] } as const satisfies Record<
  CallCue,
  readonly number[]
>;

/** Haptics by the Vibration API; does nothing where the device has no motor. */
export const vibration: Haptics = {
  buzz(cue) {
    // Chromium writes an error on the console for a page that was not touched yet.
    if ("vibrate" in navigator && navigator.userActivation?.hasBeenActive === true)
      navigator.vibrate([...patterns[cue]]);
  },
};
