import type { AudioChange } from "../../web/core/audio/audio-change.ts";
import { s16ToFloat, sampleToS16 } from "../../web/core/audio/pcm.ts";
import { type PlaybackReport, playbackRateHz } from "../../web/core/audio/playback-messages.ts";
import { Resampler } from "../../web/core/audio/resampler.ts";
import type { SpeakerError } from "../../web/core/errors.ts";
import type {
  Clock,
  DeviceInfo,
  DeviceList,
  Speaker,
  SpeakerEvents,
  SpeakerOptions,
  SpeakerStream,
} from "../../web/core/ports.ts";

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

/** Longest block that is handed over. */
const blockFrames = 4_800;
/** −14 dB, as the real one. */
const duckedGain = 0.2;

/**
 * A speaker whose time is the test's: audio is heard only when the test says `play(ms)`. `opened` and `closed`
 * count streams, so that a test can prove that none was left open. With a clock, what is played ends at the clock's
 * time: let time pass first, then play.
 */
export class FakeSpeaker implements Speaker, DeviceList {
  opened = 0;
  closed = 0;
  /** When true, `flush()` only drops the audio; `onFlushed` follows with `completeFlush()`, as with a real speaker. */
  flushesLater = false;
  /** 0–1, as it was set last. */
  volume: number | undefined;
  /** The output that was asked for last. */
  deviceId: string | undefined;
  /** Outputs to choose from. */
  speakers: readonly DeviceInfo[] = [{ deviceId: "desk", label: "Desk speaker" }];
  /** How long what is played takes to be heard, in ms. */
  latency = 0;
  readonly #clock: Pick<Clock, "now">;
  #failure: Error | undefined;
  #stream: FakeStream | undefined;
  #last: FakeStream | undefined;

  constructor(clock: Pick<Clock, "now"> = { now: () => 1_000_000 }) {
    this.#clock = clock;
  }

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

  async list(): Promise<readonly DeviceInfo[]> {
    return this.speakers;
  }

  onListChange(): () => void {
    return () => undefined;
  }

  async open(events: SpeakerOptions, signal: AbortSignal): Promise<SpeakerStream> {
    signal.throwIfAborted();
    this.volume = events.volume;
    this.deviceId = events.deviceId;
    if (this.#failure !== undefined) throw this.#failure;
    this.opened += 1;
    const stream = new FakeStream(
      events,
      this.#clock,
      () => this.flushesLater,
      this,
      () => {
        this.closed += 1;
        if (this.#stream === stream) this.#stream = undefined;
      },
    );
    this.#stream = stream;
    this.#last = stream;
    return stream;
  }

  /** How often the newest stream was asked to go on inside a click. */
  get wakes(): number {
    return this.#last?.wakes ?? 0;
  }

  /** Something happens to the open output. */
  change(change: AudioChange): void {
    this.#stream?.change(change);
  }

  /** The output breaks, and is there again: what was queued is cut. */
  break(): void {
    this.#stream?.break();
  }

  /** The output goes away for good. */
  lose(error: SpeakerError): void {
    this.#stream?.lose(error);
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
  /** What was written, at `playbackRateHz`. */
  readonly writes: Float32Array[];
  heardMs: number;
  finished: boolean;
  end: "open" | "drained" | "flushed";
}

class FakeStream implements SpeakerStream {
  ducked = false;
  wakes = 0;
  flushes = 0;
  readonly history: Segment[] = [];
  readonly #events: SpeakerEvents;
  readonly #flushesLater: () => boolean;
  readonly #owner: FakeSpeaker;
  readonly #onClosed: () => void;
  readonly #clock: Pick<Clock, "now">;
  readonly #openedAtMs: number;
  #open = true;
  /** How long the output has run, as far as it was played. */
  #playedUntilMs = 0;
  #closedThrough = Number.NEGATIVE_INFINITY;
  #cut: Segment[] = [];
  #underruns = 0;
  #report: PlaybackReport | undefined;

  constructor(
    events: SpeakerEvents,
    clock: Pick<Clock, "now">,
    flushesLater: () => boolean,
    owner: FakeSpeaker,
    onClosed: () => void,
  ) {
    this.#events = events;
    this.#clock = clock;
    this.#openedAtMs = clock.now();
    this.#flushesLater = flushesLater;
    this.#owner = owner;
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
    target.writes.push(atPlaybackRate(samples, sampleRateHz));
  }

  finish(segment: number): void {
    if (!this.#accepts(segment)) return;
    this.#segment(segment).finished = true;
    this.play(0);
  }

  flush(): void {
    if (!this.#open) return;
    this.flushes += 1;
    this.#cutOpen();
    if (!this.#flushesLater()) this.completeFlush();
  }

  #cutOpen(): void {
    const cut = this.history.filter((entry) => entry.end === "open");
    for (const entry of cut) {
      entry.end = "flushed";
      this.#closedThrough = Math.max(this.#closedThrough, entry.segment);
    }
    this.#cut.push(...cut);
  }

  wake(): void {
    this.wakes += 1;
  }

  duck(ducked: boolean): void {
    this.ducked = ducked;
  }

  change(change: AudioChange): void {
    if (this.#open) this.#events.onChanged?.(change);
  }

  break(): void {
    this.#cutOpen();
    this.completeFlush();
  }

  lose(error: SpeakerError): void {
    if (!this.#open) return;
    this.break();
    void this.close();
    this.#events.onLost?.(error);
  }

  setVolume(volume: number): void {
    this.#owner.volume = volume;
  }

  async use(deviceId: string | undefined): Promise<void> {
    this.#owner.deviceId = deviceId;
  }

  latencyMs(): number {
    return this.#owner.latency;
  }

  level(): number {
    return this.#report?.level ?? 0;
  }

  report(): PlaybackReport | undefined {
    return this.#report;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#onClosed();
  }

  play(durationMs: number): void {
    let leftMs = durationMs;
    if (Number.isFinite(durationMs)) {
      const nowMs = this.#clock.now() - this.#openedAtMs;
      this.#playedUntilMs = Math.max(this.#playedUntilMs, nowMs - durationMs);
    }
    for (const entry of this.history) {
      if (!this.#open) return;
      if (entry.end !== "open") continue;
      const heardMs = Math.min(leftMs, entry.writtenMs - entry.heardMs);
      if (heardMs > 0 && entry.heardMs === 0) this.#events.onStarted(entry.segment);
      if (heardMs > 0) this.#handOver(entry, heardMs);
      if (!this.#open) return;
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

  /** Tells what sounds of the segment in the next `heardMs`. */
  #handOver(entry: Segment, heardMs: number): void {
    const heard = slice(entry.writes, frames(entry.heardMs), frames(entry.heardMs + heardMs));
    const gain = this.ducked ? duckedGain : 1;
    const startFrame = frames(this.#playedUntilMs);
    this.#playedUntilMs += heardMs;
    for (let done = 0; done < heard.length; done += blockFrames) {
      const block = heard.subarray(done, done + blockFrames);
      const pcm = Int16Array.from(block, (sample) => sampleToS16(sample * gain)).buffer;
      const firstFrame = startFrame + done;
      const atMs = this.#openedAtMs + (firstFrame / playbackRateHz) * 1000;
      this.#events.onPlayed({ firstFrame, pcm, clock: { frame: firstFrame, atMs } });
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
      writes: [],
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

/** Frames `from` to `until` of parts that follow each other. */
function slice(parts: readonly Float32Array[], from: number, until: number): Float32Array {
  const wanted: Float32Array[] = [];
  let at = 0;
  for (const part of parts) {
    if (at < until && at + part.length > from)
      wanted.push(part.subarray(Math.max(0, from - at), Math.max(0, until - at)));
    at += part.length;
  }
  const target = new Float32Array(wanted.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of wanted) {
    target.set(part, filled);
    filled += part.length;
  }
  return target;
}

function atPlaybackRate(samples: Int16Array, rateHz: number): Float32Array {
  const input = new Float32Array(samples.length);
  s16ToFloat(samples, input);
  if (rateHz === playbackRateHz) return input;
  const resampler = new Resampler(rateHz, playbackRateHz);
  const output = new Float32Array(resampler.outputRoom(input.length) + resampler.outputRoom(0));
  const ready = resampler.process(input, output);
  const tail = new Float32Array(resampler.outputRoom(0));
  const rest = resampler.finish(tail);
  output.set(tail.subarray(0, rest), ready);
  return output.subarray(0, ready + rest);
}
