/** Frames a second of what is sent: Gemini Live takes 16 kHz natively. */
export const captureRateHz = 16_000;

/** Name under which the capture worklet registers its processor. */
export const captureProcessor = "parley-capture";

/**
 * Frames in one chunk: 20 ms, the lower end of what Google advises (20–40 ms). Once in a while a chunk is longer, by
 * less than as much again: those after it end where less of them has to wait (`chunk-phase.ts`). One in which sound
 * begins comes in two parts, the first of them at once (`sound-onset.ts`). In a long quiet two come together
 * (`quiet-pairs.ts`).
 */
export const chunkFrames = 320;

/** Page → capture worklet. */
export type CaptureCommand =
  /** Sent when the person mutes or unmutes: the worklet goes on, with silence in `pcm`. */
  { readonly type: "mute"; readonly muted: boolean };

/** Capture worklet → page. */
export interface CaptureEvent extends CaptureChunk {
  /** Where the context's clock (`currentFrame`) stood at the worklet's frame 0, at the context's own rate. */
  readonly beganFrame: number;
}

/** Sent as soon as it is full, while the microphone runs. */
export interface CaptureChunk {
  readonly type: "chunk";
  /**
   * PCM s16le mono 16 kHz, usually `chunkFrames` long, in a long quiet twice that, and never four times; silence while
   * muted. Transferred: the page owns it.
   */
  readonly pcm: ArrayBuffer;
  /**
   * Index of the chunk's first frame since capture began, at 16 kHz: the one after the last chunk's last, unless sound
   * went missing in between; then it is later by as much.
   */
  readonly firstFrame: number;
  /** RMS 0–1 of what the microphone gave, also while muted. */
  readonly level: number;
  /** Whether the person's voice is heard at the chunk's end, also while muted. */
  readonly voice: boolean;
}
