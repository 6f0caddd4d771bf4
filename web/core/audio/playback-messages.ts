/** Frames a second of what Gemini Live sends unless the mime type says otherwise. */
export const playbackRateHz = 24_000;

/** Name under which the playback worklet registers its processor. */
export const playbackProcessor = "parley-playback";

/** Page → playback worklet. A segment is the audio of one agent turn; its id grows with every turn. */
export type PlaybackCommand =
  /** Audio of a segment, any length. Transferred: the worklet owns `samples`. Dropped if the segment was flushed. */
  | {
      readonly type: "write";
      readonly samples: Int16Array;
      readonly sampleRateHz: number;
      readonly segment: number;
      /** When the audio came in, on the page's clock (`performance.now()`): only differences are read. */
      readonly arrivedMs: number;
    }
  /** No more audio comes for the segment: what is buffered plays out, then `drained` follows. */
  | { readonly type: "finish"; readonly segment: number }
  /** Barge-in: fade out within 5 ms, drop everything buffered and all that comes later for segments up to this one. */
  | { readonly type: "flush" }
  /** Lower (or restore) the voice while it is unclear whether the person is interrupting. */
  | { readonly type: "duck"; readonly ducked: boolean }
  /** The output ends: what was played and not yet told follows as `played`, then `closed`, and nothing after. */
  | { readonly type: "close" };

/** Playback worklet → page. Frames are counted at the worklet's own rate, `sampleRate` of its context. */
export type PlaybackEvent =
  /** The first frame of a segment is being played. */
  | { readonly type: "started"; readonly segment: number }
  /** A finished segment was heard to its last frame. */
  | { readonly type: "drained"; readonly segment: number; readonly playedFrames: number }
  /** A segment was cut: `playedFrames` of it were heard, the fade included. */
  | { readonly type: "flushed"; readonly segment: number; readonly playedFrames: number }
  | PlayedEvent
  /** The last word. */
  | { readonly type: "closed" }
  /** Sent about 15 times a second while something plays, and once when it stops. */
  | PlaybackReport;

/** Where playback stands. */
export interface PlaybackReport {
  readonly type: "report";
  readonly segment: number;
  /** The playhead: frames of this segment that were heard. */
  readonly playedFrames: number;
  /** Frames received and not yet heard. */
  readonly bufferedFrames: number;
  /** How often a segment ran dry before it was finished, since the worklet began. */
  readonly underruns: number;
  /** RMS 0–1 of what was played since the last report. */
  readonly level: number;
  /** The rate that this report's frames are counted at: that of the worklet's context. */
  readonly sampleRateHz: number;
}

/** What went out of the speaker, fades and all, in blocks of at most 200 ms; nothing while nothing sounds. */
export interface PlayedEvent {
  readonly type: "played";
  /** Position of the first frame on the context's clock (`currentFrame`), counted at `playbackRateHz`. */
  readonly firstFrame: number;
  /** PCM s16le mono at `playbackRateHz`, whatever the context's rate. Transferred: the page owns it. */
  readonly pcm: ArrayBuffer;
}
