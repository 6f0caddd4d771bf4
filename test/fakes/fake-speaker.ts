import { type PlaybackReport, playbackRateHz } from "../../web/core/audio/playback-messages.ts";
import type { Speaker, SpeakerEvents, SpeakerStream } from "../../web/core/ports.ts";

/** What one segment was given, and how much of it was heard. */
export interface FakeSegment {
  readonly segment: number;
  /** Lengths of the writes, in ms, in order. */
  readonly writesMs: readonly number[];
  readonly writtenMs: number;
  readonly heardMs: number;
  readonly finished: boolean;
  readonly end: "open" | "drained" | "flushed";
}

/**
 * A speaker whose time is the test's: audio is heard only when the test says `play(ms)`. `opened` and `closed`
 * count streams, so that a test can prove that none was left open.
 */
export class FakeSpeaker implements Speaker {
  opened = 0;
  closed = 0;
  /** When true, `flush()` only drops the audio; `onFlushed` follows with `completeFlush()`, as with a real speaker. */
  flushesLater = false;
  #failure: Error | undefined;
  #stream: FakeStream | undefined;
  #last: FakeStream | undefined;

  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /** True while the voice is lowered. */
  get isDucked(): boolean {
    return this.#stream?.ducked ?? false;
  }

  /** Every segment that got audio or was finished, also after the stream was closed. */
  get segments(): readonly FakeSegment[] {
    return this.#last?.history ?? [];
  }

  /** How often `flush()` was called on the newest stream. */
  get flushes(): number {
    return this.#last?.flushes ?? 0;
  }

  /** Every later `open()` rejects with this, until `undefined` is given. */
  failWith(error: Error | undefined): void {
    this.#failure = error;
  }

  async open(events: SpeakerEvents, signal: AbortSignal): Promise<SpeakerStream> {
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    this.opened += 1;
    const stream = new FakeStream(
      events,
      () => this.flushesLater,
      () => {
        this.closed += 1;
        if (this.#stream === stream) this.#stream = undefined;
      },
    );
    this.#stream = stream;
    this.#last = stream;
    return stream;
  }

  /** Time passes: up to so much of what is queued is heard. */
  play(durationMs: number): void {
    this.#stream?.play(durationMs);
  }

  /** Plays whatever is queued. */
  playAll(): void {
    this.#stream?.play(Number.POSITIVE_INFINITY);
  }

  /** With `flushesLater`: the cut segments are reported now. */
  completeFlush(): void {
    this.#stream?.completeFlush();
  }
}

interface Segment {
  segment: number;
  writesMs: number[];
  writtenMs: number;
  heardMs: number;
  finished: boolean;
  end: "open" | "drained" | "flushed";
}

class FakeStream implements SpeakerStream {
  ducked = false;
  flushes = 0;
  readonly history: Segment[] = [];
  readonly #events: SpeakerEvents;
  readonly #flushesLater: () => boolean;
  readonly #onClosed: () => void;
  #open = true;
  #closedThrough = Number.NEGATIVE_INFINITY;
  #cut: Segment[] = [];
  #underruns = 0;
  #report: PlaybackReport | undefined;

  constructor(events: SpeakerEvents, flushesLater: () => boolean, onClosed: () => void) {
    this.#events = events;
    this.#flushesLater = flushesLater;
    this.#onClosed = onClosed;
  }

  write(samples: Int16Array, sampleRateHz: number, segment: number): void {
    if (!this.#accepts(segment)) return;
    const durationMs = (samples.length / sampleRateHz) * 1000;
    const target = this.#segment(segment);
    const ranDry = target.heardMs > 0 && target.heardMs === target.writtenMs;
    if (ranDry) this.#underruns += 1;
    target.writesMs.push(durationMs);
    target.writtenMs += durationMs;
  }

  finish(segment: number): void {
    if (!this.#accepts(segment)) return;
    this.#segment(segment).finished = true;
    this.play(0);
  }

  flush(): void {
    if (!this.#open) return;
    this.flushes += 1;
    const cut = this.history.filter((entry) => entry.end === "open");
    for (const entry of cut) {
      entry.end = "flushed";
      this.#closedThrough = Math.max(this.#closedThrough, entry.segment);
    }
    this.#cut.push(...cut);
    if (!this.#flushesLater()) this.completeFlush();
  }

  duck(ducked: boolean): void {
    this.ducked = ducked;
  }

  level(): number {
    return this.#report?.level ?? 0;
  }

  report(): PlaybackReport | undefined {
    return this.#report;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onClosed();
  }

  play(durationMs: number): void {
    let leftMs = durationMs;
    for (const entry of this.history) {
      if (!this.#open) return;
      if (entry.end !== "open") continue;
      const heardMs = Math.min(leftMs, entry.writtenMs - entry.heardMs);
      if (heardMs > 0 && entry.heardMs === 0) this.#events.onStarted(entry.segment);
      entry.heardMs += heardMs;
      leftMs -= heardMs;
      if (heardMs > 0) this.#note(entry);
      if (!entry.finished || entry.heardMs < entry.writtenMs) return;
      this.#drain(entry);
    }
  }

  completeFlush(): void {
    const cut = this.#cut;
    this.#cut = [];
    for (const entry of cut) {
      if (!this.#open) return;
      this.#note(entry, 0);
      this.#events.onFlushed(entry.segment, entry.heardMs);
    }
  }

  #drain(entry: Segment): void {
    entry.end = "drained";
    this.#closedThrough = Math.max(this.#closedThrough, entry.segment);
    this.#note(entry, 0);
    this.#events.onDrained(entry.segment, entry.heardMs);
  }

  #accepts(segment: number): boolean {
    return this.#open && segment > this.#closedThrough;
  }

  #segment(id: number): Segment {
    const known = this.history.find((entry) => entry.segment === id);
    if (known !== undefined) return known;
    for (const older of this.history) older.finished = true;
    const created: Segment = {
      segment: id,
      writesMs: [],
      writtenMs: 0,
      heardMs: 0,
      finished: false,
      end: "open",
    };
    this.history.push(created);
    return created;
  }

  #note(entry: Segment, level = this.ducked ? 0.05 : 0.2): void {
    const bufferedMs = this.history
      .filter((other) => other.end === "open")
      .reduce((sum, other) => sum + other.writtenMs - other.heardMs, 0);
    this.#report = {
      type: "report",
      segment: entry.segment,
      playedFrames: frames(entry.heardMs),
      bufferedFrames: frames(bufferedMs),
      underruns: this.#underruns,
      level,
      sampleRateHz: playbackRateHz,
    };
  }
}

function frames(durationMs: number): number {
  return Math.round((durationMs * playbackRateHz) / 1000);
}
