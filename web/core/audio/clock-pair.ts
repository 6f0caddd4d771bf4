/** A moment at which an audio clock and the page's clock were read together. */
export interface ClockPair {
  /** Frames on the audio clock; may lie between two. */
  readonly frame: number;
  /** `Clock.now()`. */
  readonly atMs: number;
}
