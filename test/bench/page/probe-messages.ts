export const probeProcessor = "bench-probe";

export interface ProbeOptions {
  /** Amplitude, 0–1, above which a frame is sound. */
  readonly threshold: number;
  readonly minSilentFrames: number;
}

/** Page → probe: forget the largest step so far. */
export type ProbeCommand = { readonly type: "mark" };

/** Probe → page, at the end of the quantum in which it happened. Frames are on the context's clock. */
export type ProbeEvent =
  | { readonly type: "sound"; readonly frame: number; readonly silentFrames: number }
  /** `frame` follows the last loud one; `largestStep` is between two neighbours since the last mark. */
  | { readonly type: "silence"; readonly frame: number; readonly largestStep: number };
