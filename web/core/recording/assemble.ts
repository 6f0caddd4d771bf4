import { timeOf } from "./clock-line.ts";
import { DriftFollower } from "./drift-follower.ts";
import type { SoundPart } from "./sound-part.ts";
import { positionOf, type Stretch, stretchOf, type Timeline, trackFrames } from "./timeline.ts";
import { type AudioPiece, type TrackName, trackRateHz } from "./track.ts";

/** A clock that jumps by less between two pieces is followed by slips; more is a hole, or a cut. */
const largestSlipMs = 5;

/**
 * Streams a track at its nominal rate from the start of the timeline to its end, both tracks equally long in time:
 * every frame where its clock puts it, silence where there is none. Sound never overlaps: what comes to lie under
 * something earlier is left out. Holds about one piece in memory.
 * @param pieces of this track, in order of `index`
 */
export async function* assemble(
  timeline: Timeline,
  track: TrackName,
  pieces: AsyncIterable<AudioPiece>,
): AsyncGenerator<SoundPart, void, undefined> {
  const end = trackFrames(timeline, track);
  let position = 0;
  for await (const { at, samples } of placed(new Layout(timeline, track), pieces)) {
    const heard = samples.subarray(0, Math.max(0, end - at));
    if (heard.length === 0) continue;
    if (at > position) yield { type: "silence", frames: at - position };
    yield { type: "sound", samples: heard };
    position = at + heard.length;
  }
  if (end > position) yield { type: "silence", frames: end - position };
}

async function* placed(layout: Layout, pieces: AsyncIterable<AudioPiece>): AsyncGenerator<Placed> {
  for await (const piece of pieces) yield* layout.add(piece);
  yield* layout.finish();
}

/** Sound and where it goes, in frames from the start. */
interface Placed {
  readonly at: number;
  readonly samples: Int16Array<ArrayBuffer>;
}

/** Finds the place of each piece. What it answers is in order and never overlaps. */
class Layout {
  readonly #timeline: Timeline;
  readonly #track: TrackName;
  readonly #largestSlip: number;
  #run: DriftFollower | undefined;
  /** Up to where the output is taken. */
  #taken = 0;

  constructor(timeline: Timeline, track: TrackName) {
    this.#timeline = timeline;
    this.#track = track;
    this.#largestSlip = (largestSlipMs * trackRateHz[track]) / 1000;
  }

  add(piece: AudioPiece): readonly Placed[] {
    const stretch = stretchOf(this.#timeline[this.#track], piece.index);
    if (stretch === undefined) return [];
    const place = (frame: number) => this.#place(stretch, frame);
    const samples = new Int16Array(piece.pcm, 0, Math.min(piece.frames, piece.pcm.byteLength >> 1));
    if (this.#continues(piece.firstFrame, place(piece.firstFrame))) return this.#push(samples, place);
    const rest = this.finish();
    const at = Math.round(place(piece.firstFrame));
    const covered = Math.max(0, this.#taken - at);
    if (covered >= samples.length) return rest;
    this.#run = new DriftFollower(piece.firstFrame + covered, at + covered);
    return [...rest, ...this.#push(samples.subarray(covered), place)];
  }

  /** What is held back. */
  finish(): readonly Placed[] {
    const run = this.#run;
    this.#run = undefined;
    if (run === undefined) return [];
    return this.#placed(run.position, run.finish());
  }

  #continues(firstFrame: number, at: number): boolean {
    const run = this.#run;
    if (run === undefined || run.endFrame !== firstFrame) return false;
    return Math.abs(at - run.endPosition) <= this.#largestSlip;
  }

  #push(samples: Int16Array, place: (frame: number) => number): readonly Placed[] {
    const run = this.#run;
    if (run === undefined) return [];
    const at = run.position;
    return this.#placed(at, run.push(samples, place));
  }

  #placed(at: number, samples: Int16Array<ArrayBuffer>): readonly Placed[] {
    if (samples.length === 0) return [];
    this.#taken = at + samples.length;
    for (const { fromMs, untilMs } of this.#timeline.offRecord) {
      const from = positionOf(this.#timeline, this.#track, fromMs) - at;
      const until = positionOf(this.#timeline, this.#track, untilMs) - at;
      if (until > 0 && from < samples.length) samples.fill(0, Math.max(0, from), Math.max(0, until));
    }
    return [{ at, samples }];
  }

  #place(stretch: Stretch, frame: number): number {
    return positionOf(this.#timeline, this.#track, timeOf(stretch, frame));
  }
}
