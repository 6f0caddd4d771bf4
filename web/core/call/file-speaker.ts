import { JitterBuffer } from "../audio/jitter-buffer.ts";
import { floatToS16 } from "../audio/pcm.ts";
import { type PlaybackReport, playbackRateHz } from "../audio/playback-messages.ts";
import type { Clock, Speaker, SpeakerEvents, SpeakerStream } from "../ports.ts";

/** The longest that a block of `onPlayed` may be, 200 ms, and ten of the pieces that are rendered at once. */
const blockFrames = 4_800;
const renderFrames = 480;
const framesPerMs = playbackRateHz / 1_000;

/** A speaker that nobody hears: what it is given passes by as it would sound, on its clock alone. */
export class FileSpeaker implements Speaker {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async open(events: SpeakerEvents, signal: AbortSignal): Promise<SpeakerStream> {
    signal.throwIfAborted();
    return new SilentStream(this.#clock, events);
  }
}

/** Turns the same buffer that feeds a real speaker, so that turns start, run dry and are cut in the same way. */
class SilentStream implements SpeakerStream {
  readonly #clock: Clock;
  readonly #events: SpeakerEvents;
  readonly #openedAtMs: number;
  readonly #buffer: JitterBuffer;
  readonly #piece = new Float32Array(renderFrames);
  /** What was played and not yet handed on; its first frame is at `#blockAt`. */
  readonly #block = new Float32Array(blockFrames);
  #blockAt = 0;
  #filled = 0;
  #frames = 0;
  /** What happened inside a piece; told when all of the piece is kept, since a listener may close the stream. */
  #told: (() => void)[] = [];
  #report: PlaybackReport | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, events: SpeakerEvents) {
    this.#clock = clock;
    this.#events = events;
    this.#openedAtMs = clock.now();
    this.#buffer = new JitterBuffer(playbackRateHz, {
      onStarted: (segment) => this.#told.push(() => events.onStarted(segment)),
      onDrained: (segment, frames) => this.#told.push(() => events.onDrained(segment, frames / framesPerMs)),
      onFlushed: (segment, frames) => this.#told.push(() => events.onFlushed(segment, frames / framesPerMs)),
    });
    this.#wait();
  }

  write(samples: Int16Array, sampleRateHz: number, segment: number): void {
    if (this.#isOpen) this.#buffer.write(samples, sampleRateHz, segment, this.#clock.now());
  }

  finish(segment: number): void {
    if (this.#isOpen) this.#buffer.finish(segment);
  }

  flush(): void {
    if (this.#isOpen) this.#buffer.flush();
  }

  duck(ducked: boolean): void {
    this.#buffer.duck(ducked);
  }

  level(): number {
    return this.#isOpen ? (this.#report?.level ?? 0) : 0;
  }

  report(): PlaybackReport | undefined {
    return this.#report;
  }

  async close(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#handOn();
  }

  get #isOpen(): boolean {
    return this.#cancel !== undefined;
  }

  #wait(): void {
    const dueMs = this.#openedAtMs + (this.#frames + renderFrames) / framesPerMs;
    this.#cancel = this.#clock.setTimer(Math.max(0, dueMs - this.#clock.now()), () => this.#tick());
  }

  /** A hidden page is woken late: whatever time has passed is made up for. */
  #tick(): void {
    const dueFrames = (this.#clock.now() - this.#openedAtMs) * framesPerMs + 1e-3;
    while (this.#frames + renderFrames <= dueFrames && this.#isOpen) this.#render();
    if (this.#isOpen) this.#wait();
  }

  #render(): void {
    const before = this.#buffer.playing;
    const firstFrame = this.#frames;
    this.#frames += renderFrames;
    this.#buffer.render(this.#piece);
    const sounded = before || this.#buffer.playing || this.#piece.some((sample) => sample !== 0);
    if (sounded) {
      this.#keep(firstFrame);
      this.#note();
    } else this.#handOn();
    for (const tell of this.#told.splice(0)) if (this.#isOpen) tell();
  }

  #keep(firstFrame: number): void {
    if (this.#filled === 0) this.#blockAt = firstFrame;
    this.#block.set(this.#piece, this.#filled);
    this.#filled += renderFrames;
    if (this.#filled === blockFrames) this.#handOn();
  }

  #handOn(): void {
    if (this.#filled === 0) return;
    const pcm = new Int16Array(this.#filled);
    floatToS16(this.#block.subarray(0, this.#filled), pcm);
    this.#filled = 0;
    const clock = { frame: 0, atMs: this.#openedAtMs };
    this.#events.onPlayed({ firstFrame: this.#blockAt, pcm: pcm.buffer, clock });
  }

  #note(): void {
    const level = this.#buffer.takeLevel();
    this.#report = {
      type: "report",
      segment: this.#buffer.segment ?? 0,
      playedFrames: this.#buffer.playedFrames,
      bufferedFrames: this.#buffer.bufferedFrames,
      underruns: this.#buffer.underruns,
      level: this.#buffer.playing ? level : 0,
      sampleRateHz: playbackRateHz,
    };
  }
}
