import type { ClockPair } from "../audio/clock-pair.ts";

/** The two voices of a recording. */
export type TrackName = "user" | "agent";

/** Frames a second of each track: what the microphone sends, and what the service speaks. */
export const trackRateHz: Readonly<Record<TrackName, number>> = { user: 16_000, agent: 24_000 };

/**
 * Where about a second of a track belongs. The agent's track holds only what sounded: between its pieces was silence.
 */
export interface PieceHead {
  readonly callId: string;
  readonly track: TrackName;
  /** Counts the pieces of the track from 0. */
  readonly index: number;
  /** Grows whenever a device is opened anew: frames of different runs do not share a clock. */
  readonly run: number;
  /** Position of the first frame on the run's clock, in frames of the track's rate. */
  readonly firstFrame: number;
  readonly frames: number;
  /** When a frame of this run was, as exactly as this second could tell. */
  readonly clock: ClockPair;
}

/** About a second of a track, as it is stored while the call runs. */
export interface AudioPiece extends PieceHead {
  /** PCM s16le mono at the track's rate, `frames` long. */
  readonly pcm: ArrayBuffer;
}

/** A stretch of which no sound is kept. Times in ms since the epoch. */
export interface Gap {
  readonly reason: GapReason;
  readonly fromMs: number;
  /** Undefined while it lasts; then, and in a call that was cut off, it reaches to the call's end. */
  readonly untilMs: number | undefined;
}

/**
 * `off-record`: the person wished so. `storage-full`: the device had no room. `asleep`: the device was; `interrupted`:
 * the system let no sound through, as during a phone call. `away`: its page was gone.
 */
export type GapReason = "off-record" | "storage-full" | "asleep" | "interrupted" | "away";
