import { FrameQueue } from "./frame-queue.ts";
import { JitterEstimator } from "./jitter-estimator.ts";
import { PcmIntake } from "./pcm-intake.ts";

const fadeMs = 5;
/** Least audio to start with: shorter than the first render burst it would run dry inside it. */
const minStartMs = 10;
/** −14 dB: plainly quieter, still there. */
const duckedGain = 0.2;
/** Longest audio ahead of the playhead; at 3.3× real time a reply has to last 7 minutes to reach it. */
const maxBufferedMs = 300_000;

/** What happens to segments, told from inside `render`, in order. Frames are at the buffer's own rate. */
export interface JitterBufferEvents {
  readonly onStarted: (segment: number) => void;
  readonly onDrained: (segment: number, playedFrames: number) => void;
  readonly onFlushed: (segment: number, playedFrames: number) => void;
}

interface Segment {
  readonly id: number;
  /** Buffered, not yet played. */
  frames: number;
  played: number;
  /** Nothing more comes. */
  finished: boolean;
  /** Cut by a flush. */
  cut: boolean;
  playing: boolean;
  /** Frame of the render clock at which it ran dry; negative while it did not. */
  dryAt: number;
}

/**
 * Holds the agent's voice between network and speaker. Audio comes in parts of any length and rate, in segments (one
 * a turn) with growing ids; it goes out as a steady stream in which every edge is a 5 ms fade. Playback starts as soon
 * as the estimator thinks that nothing will be late, and each segment's playhead counts the frames that went out.
 */
export class JitterBuffer {
  readonly #rateHz: number;
  readonly #events: JitterBufferEvents;
  readonly #queue: FrameQueue;
  readonly #intake: PcmIntake;
  readonly #jitter = new JitterEstimator();
  readonly #segments: Segment[] = [];
  readonly #fadeStep: number;
  /** The segment heard last, which the playhead belongs to. */
  #heard: Segment | undefined;
  #closedThrough = Number.NEGATIVE_INFINITY;
  /** Frames rendered since the beginning: the clock. */
  #now = 0;
  /**
   * Render clock minus arrival clock. The render clock stands still between bursts, so each part tells it a little
   * differently; the least one never makes a part wait that is there.
   */
  #clockOffsetMs = Number.POSITIVE_INFINITY;
  /** 0–1, before it is bent into a smooth curve. */
  #fade = 0;
  #duck = 1;
  #duckTarget = 1;
  #underruns = 0;
  #squares = 0;
  #squaredFrames = 0;

  constructor(outputRateHz: number, events: JitterBufferEvents) {
    this.#rateHz = outputRateHz;
    this.#events = events;
    this.#queue = new FrameQueue(Math.round((maxBufferedMs * outputRateHz) / 1000));
    this.#intake = new PcmIntake(outputRateHz, this.#queue);
    this.#fadeStep = 1 / Math.round((fadeMs * outputRateHz) / 1000);
  }

  /** True while a segment sounds. */
  get playing(): boolean {
    return this.#segments[0]?.playing ?? false;
  }

  /** The segment heard last, if any. */
  get segment(): number | undefined {
    return this.#heard?.id;
  }

  /** Frames of that segment that went out. */
  get playedFrames(): number {
    return this.#heard?.played ?? 0;
  }

  /** Frames that wait, of all segments. */
  get bufferedFrames(): number {
    return this.#queue.length;
  }

  /** How often a segment fell silent in its middle. */
  get underruns(): number {
    return this.#underruns;
  }

  /** How long the start of a segment is held back for jitter at the moment. */
  get holdMs(): number {
    return this.#jitter.holdMs;
  }

  /**
   * Queues s16 mono audio that came at `arrivedMs` (any steady clock). A segment newer than the last one finishes that
   * one. Ignored for segments that were flushed, drained or overtaken.
   */
  write(samples: Int16Array, sampleRateHz: number, id: number, arrivedMs: number): void {
    const segment = this.#open(id);
    if (segment === undefined || samples.length === 0) return;
    this.#clockOffsetMs = Math.min(this.#clockOffsetMs, this.#ms(this.#now) - arrivedMs);
    const added = this.#intake.write(samples, sampleRateHz);
    this.#jitter.arrived(arrivedMs, this.#ms(added));
    segment.frames += added;
    this.#wet(segment);
  }

  /** No more audio comes for the segment. */
  finish(id: number): void {
    const segment = this.#open(id);
    if (segment !== undefined) this.#finish(segment);
  }

  /** Fades out what sounds and drops everything else, now and later, up to the newest segment. */
  flush(): void {
    const head = this.#segments[0];
    if (head === undefined) return;
    this.#finish(this.#segments.at(-1) ?? head);
    const fadeFrames = head.playing ? Math.min(head.frames, Math.ceil(this.#fade / this.#fadeStep)) : 0;
    this.#queue.truncate(fadeFrames);
    for (const segment of this.#segments) {
      segment.cut = true;
      segment.frames = segment === head ? fadeFrames : 0;
      this.#closedThrough = segment.id;
    }
  }

  /** Lowers the voice, or brings it back, within 5 ms. */
  duck(ducked: boolean): void {
    this.#duckTarget = ducked ? duckedGain : 1;
  }

  /** Fills the whole of `output` and answers how many frames of it sound: silence follows them. Allocates nothing. */
  render(output: Float32Array): number {
    let filled = 0;
    for (let head = this.#segments[0]; head !== undefined && this.#mayPlay(head); head = this.#segments[0]) {
      filled += this.#play(head, output, filled);
      if (head.frames > 0) break;
      if (!head.finished) {
        this.#runDry(head, filled);
        break;
      }
      this.#close(head);
    }
    output.fill(0, filled);
    if (filled < output.length) this.#duck = this.#duckTarget;
    this.#now += output.length;
    this.#squaredFrames += output.length;
    return filled;
  }

  /** RMS 0–1 of what was rendered since this was last asked. */
  takeLevel(): number {
    const level = this.#squaredFrames === 0 ? 0 : Math.sqrt(this.#squares / this.#squaredFrames);
    this.#squares = 0;
    this.#squaredFrames = 0;
    return level;
  }

  /** The segment that takes new audio under this id, or undefined if its time is over. */
  #open(id: number): Segment | undefined {
    const tail = this.#segments.at(-1);
    if (tail?.id === id && !tail.cut) return tail;
    if (id <= this.#closedThrough || (tail !== undefined && id < tail.id)) return undefined;
    if (tail !== undefined) this.#finish(tail);
    const segment = { id, frames: 0, played: 0, finished: false, cut: false, playing: false, dryAt: -1 };
    this.#segments.push(segment);
    this.#clockOffsetMs = Number.POSITIVE_INFINITY;
    this.#jitter.begin();
    return segment;
  }

  #finish(segment: Segment): void {
    if (segment.finished) return;
    segment.finished = true;
    segment.frames += this.#intake.finish();
    this.#jitter.end();
  }

  /** A dry segment got audio: if silence went out meanwhile, that was an underrun. */
  #wet(segment: Segment): void {
    if (segment.dryAt < 0) return;
    const gapFrames = this.#now - segment.dryAt;
    segment.dryAt = -1;
    if (gapFrames > 0) {
      this.#underruns += 1;
      this.#jitter.ranDry(this.#ms(gapFrames));
    } else segment.playing = true;
  }

  #runDry(segment: Segment, filled: number): void {
    segment.playing = false;
    segment.dryAt = this.#now + filled;
  }

  #mayPlay(segment: Segment): boolean {
    if (segment.playing || segment.finished) return true;
    if (this.#ms(segment.frames) < minStartMs) return false;
    return this.#ms(this.#now) - this.#clockOffsetMs >= this.#jitter.startAtMs;
  }

  #play(segment: Segment, output: Float32Array, from: number): number {
    const count = Math.min(segment.frames, output.length - from);
    if (count === 0) return 0;
    this.#heard = segment;
    segment.playing = true;
    if (segment.played === 0) this.#events.onStarted(segment.id);
    this.#queue.shift(output, from, count);
    for (let i = from; i < from + count; i += 1) output[i] = this.#shape(output[i] ?? 0, segment);
    return count;
  }

  /** One frame under the fade and the duck. The fade is bounded by what is left, so it is 0 when nothing is. */
  #shape(sample: number, segment: Segment): number {
    segment.frames -= 1;
    segment.played += 1;
    this.#fade = Math.min(1, this.#fade + this.#fadeStep, segment.frames * this.#fadeStep);
    if (this.#duck > this.#duckTarget) this.#duck = Math.max(this.#duckTarget, this.#duck - this.#fadeStep);
    else if (this.#duck < this.#duckTarget)
      this.#duck = Math.min(this.#duckTarget, this.#duck + this.#fadeStep);
    const shaped = sample * this.#fade * this.#fade * (3 - 2 * this.#fade) * this.#duck;
    this.#squares += shaped * shaped;
    return shaped;
  }

  #close(segment: Segment): void {
    this.#segments.shift();
    segment.playing = false;
    this.#closedThrough = Math.max(this.#closedThrough, segment.id);
    if (segment.cut) this.#events.onFlushed(segment.id, segment.played);
    else this.#events.onDrained(segment.id, segment.played);
  }

  #ms(frames: number): number {
    return (frames / this.#rateHz) * 1000;
  }
}
