/** What the browser does to the microphone's sound before anybody hears it. */
export interface VoiceProcessing {
  /** Takes out what comes from this device's own loudspeaker. */
  readonly echoCancellation: boolean;
  /** Takes out what is no voice. */
  readonly noiseSuppression: boolean;
  /** Makes quiet voices louder, and loud ones quieter. */
  readonly autoGainControl: boolean;
}

/** All of it, as a call wants it. */
export const fullProcessing: VoiceProcessing = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
