interface AudioSession {
  type: "auto" | "play-and-record" | "playback";
}

/**
 * Tells iOS that this is a call, so that the mute switch does not silence the agent and the microphone stays open.
 * Does nothing where the browser has no audio session. The answer undoes it.
 */
export function claimAudioSession(): () => void {
  // Not in the DOM types yet: Safari only.
  const { audioSession } = navigator as Navigator & { readonly audioSession?: AudioSession };
  if (audioSession === undefined) return () => {};
  audioSession.type = "play-and-record";
  return () => {
    audioSession.type = "auto";
  };
}
