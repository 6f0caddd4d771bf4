import { JitterBuffer } from "../audio/jitter-buffer.ts";
import { type PlaybackReport, playbackRateHz } from "../audio/playback-messages.ts";
import { PlayedTap } from "../audio/played-tap.ts";
import type { Clock, Speaker, SpeakerEvents, SpeakerStream } from "../ports.ts";

/** Rendered at once: 20 ms. */
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
  readonly #openedAtMs: number;
  readonly #buffer: JitterBuffer;
  readonly #piece = new Float32Array(renderFrames);
  readonly #tap: PlayedTap;
  #frames = 0;
  /** What happened inside a piece; told after its sound, since who hears that a turn is over may close the stream. */
  #told: (() => void)[] = [];
  #report: PlaybackReport | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, events: SpeakerEvents) {
    this.#clock = clock;
    this.#openedAtMs = clock.now();
    this.#buffer = new JitterBuffer(playbackRateHz, {
      onStarted: (segment) => this.#told.push(() => events.onStarted(segment)),
      onDrained: (segment, frames) => this.#told.push(() => events.onDrained(segment, frames / framesPerMs)),
      onFlushed: (segment, frames) => this.#told.push(() => events.onFlushed(segment, frames / framesPerMs)),
    });
    // A piece sounds from the moment at which it is rendered: the first one when its length has passed.
    const heard = { frame: 0, atMs: this.#openedAtMs + renderFrames / framesPerMs };
    this.#tap = new PlayedTap(playbackRateHz, renderFrames, (firstFrame, pcm) =>
      events.onPlayed({ firstFrame, pcm, clock: heard }),
    );
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

  wake(): void {}

  duck(ducked: boolean): void {
    this.#buffer.duck(ducked);
  }

  /** Nobody listens. */
  setVolume(): void {}

  async use(): Promise<void> {}

  latencyMs(): number {
    return 0;
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
    this.#tap.end();
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
    const sounding = this.#buffer.render(this.#piece);
    this.#tap.hear(this.#piece, this.#frames, sounding);
    this.#frames += renderFrames;
    if (sounding > 0) this.#note();
    for (const tell of this.#told.splice(0)) if (this.#isOpen) tell();
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
