import { type ClockLine, fitClock, timeOf, undelayed } from "./clock-line.ts";
import { type Gap, type PieceHead, type TrackName, trackRateHz } from "./track.ts";

/** Where everything that was recorded of a call belongs. Plain data. */
export interface Timeline {
  /** When the recording begins, ms since the epoch: with the first frame of either track. */
  readonly startedAtMs: number;
  /** To the end of the longer track. */
  readonly durationMs: number;
  readonly user: readonly Stretch[];
  readonly agent: readonly Stretch[];
  /** What the person wished to be off the record, oldest first. */
  readonly offRecord: readonly Span[];
}

/** Pieces of a track from `firstIndex` up to the next stretch, whose clock ran evenly. */
export interface Stretch extends ClockLine {
  readonly firstIndex: number;
}

/** Times in ms since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Heads of both tracks, each in order of `index`. */
export type Heads = Readonly<Record<TrackName, readonly PieceHead[]>>;

/** Lays both tracks out on the page's clock. Undefined if nothing was recorded. */
export function makeTimeline(heads: Heads, gaps: readonly Gap[]): Timeline | undefined {
  const user = stretches(heads.user);
  const agent = stretches(heads.agent);
  const spans = [...spansOf(heads.user, user), ...spansOf(heads.agent, agent)];
  if (spans.length === 0) return undefined;
  const startedAtMs = spans.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY);
  const endedAtMs = spans.reduce((most, { untilMs }) => Math.max(most, untilMs), startedAtMs);
  const offRecord = gaps
    .filter(({ reason }) => reason === "off-record")
    .map(({ fromMs, untilMs }) => ({ fromMs, untilMs: untilMs ?? endedAtMs }));
  return { startedAtMs, durationMs: endedAtMs - startedAtMs, user, agent, offRecord };
}

/** Frames of a track from the start to the end of the recording, at the track's nominal rate. */
export function trackFrames(timeline: Timeline, track: TrackName): number {
  return Math.ceil(toFrames(timeline.durationMs, track));
}

/** Where a time lies in a track, in frames at its nominal rate from the start of the recording. */
export function positionOf(timeline: Timeline, track: TrackName, atMs: number): number {
  return toFrames(atMs - timeline.startedAtMs, track);
}

/** The stretch that a piece belongs to. */
export function stretchOf(list: readonly Stretch[], index: number): Stretch | undefined {
  return list.findLast(({ firstIndex }) => firstIndex <= index);
}

function toFrames(durationMs: number, track: TrackName): number {
  return (durationMs * trackRateHz[track]) / 1000;
}

function stretches(heads: readonly PieceHead[]): readonly Stretch[] {
  return runsOf(heads).flatMap((run) => {
    const track = run[0]?.track ?? "user";
    const rateHz = trackRateHz[track];
    const pairs = run.map(({ clock }) => clock);
    // What the microphone gives is dated when its message comes; the speaker is asked for its clock at that moment.
    const dated = track === "user" ? undelayed(pairs, rateHz) : pairs;
    return fitClock(dated, rateHz).map(({ from, frame, atMs, msPerFrame }) => ({
      firstIndex: run[from]?.index ?? 0,
      frame,
      atMs,
      msPerFrame,
    }));
  });
}

function runsOf(heads: readonly PieceHead[]): readonly (readonly PieceHead[])[] {
  const runs: PieceHead[][] = [];
  for (const head of heads) {
    const newest = runs.at(-1);
    if (newest?.[0]?.run === head.run) newest.push(head);
    else runs.push([head]);
  }
  return runs;
}

function spansOf(heads: readonly PieceHead[], list: readonly Stretch[]): readonly Span[] {
  return heads.flatMap(({ index, firstFrame, frames }) => {
    const stretch = stretchOf(list, index);
    if (stretch === undefined) return [];
    return [{ fromMs: timeOf(stretch, firstFrame), untilMs: timeOf(stretch, firstFrame + frames) }];
  });
}
