import { type CaptureChunk, captureRateHz, chunkFrames } from "../audio/capture-messages.ts";
import { floatToS16, rms } from "../audio/pcm.ts";
import type { Clock, DeviceInfo, Microphone, MicrophoneOptions, MicrophoneStream } from "../ports.ts";

const chunkMs = (chunkFrames / captureRateHz) * 1_000;

/**
 * A microphone in front of which a file is played. It gives silence until `play`, then the file with `voice` in every
 * chunk from its first sample to its last, then silence again: always as much as time passes on its clock.
 */
export class FileMicrophone implements Microphone {
  readonly #clock: Clock;
  readonly #samples: Float32Array;
  readonly #onGiven: (share: number) => void;
  /** The next sample to be given; undefined while the file is not played. */
  #at: number | undefined;

  /**
   * @param samples mono at 16 kHz, nominally −1…1, at least one; not copied
   * @param onGiven told after each chunk of the file how much of it was given, up to 1
   */
  constructor(clock: Clock, samples: Float32Array, onGiven: (share: number) => void) {
    this.#clock = clock;
    this.#samples = samples;
    this.#onGiven = onGiven;
  }

  /** Gives the file from its beginning, with the next chunk. */
  play(): void {
    this.#at = 0;
  }

  /** Gives silence. */
  stop(): void {
    this.#at = undefined;
  }

  async open({ onChunk }: MicrophoneOptions, signal: AbortSignal): Promise<MicrophoneStream> {
    signal.throwIfAborted();
    const give = (chunk: CaptureChunk) => {
      onChunk(chunk);
      if (chunk.voice && this.#at !== undefined) this.#onGiven(Math.min(1, this.#at / this.#samples.length));
    };
    return new FileStream(this.#clock, give, (target) => this.#take(target));
  }

  /** There is nothing to choose from. */
  async list(): Promise<readonly DeviceInfo[]> {
    return [];
  }

  onListChange(): () => void {
    return () => undefined;
  }

  /** Fills the target, which is silent, with what comes next; answers whether the file sounds in it. */
  #take(target: Float32Array): boolean {
    if (this.#at === undefined || this.#at >= this.#samples.length) return false;
    target.set(this.#samples.subarray(this.#at, this.#at + target.length));
    this.#at += target.length;
    return true;
  }
}

class FileStream implements MicrophoneStream {
  readonly #clock: Clock;
  readonly #onChunk: (chunk: CaptureChunk) => void;
  readonly #take: (target: Float32Array) => boolean;
  readonly #openedAtMs: number;
  #chunks = 0;
  #muted = false;
  #level = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, onChunk: (chunk: CaptureChunk) => void, take: (target: Float32Array) => boolean) {
    this.#clock = clock;
    this.#onChunk = onChunk;
    this.#take = take;
    this.#openedAtMs = clock.now();
    this.#wait();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
  }

  level(): number {
    return this.#level;
  }

  /** There is no other. */
  /** Its sound is taken as it is. */
  async process(): Promise<void> {}

  async use(): Promise<void> {}

  wake(): void {}

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#level = 0;
  }

  #wait(): void {
    const dueMs = this.#openedAtMs + (this.#chunks + 1) * chunkMs;
    this.#cancel = this.#clock.setTimer(Math.max(0, dueMs - this.#clock.now()), () => this.#tick());
  }

  /** A hidden page is woken late: whatever time has passed is made up for. A callee may close the stream meanwhile. */
  #tick(): void {
    const due = Math.floor((this.#clock.now() - this.#openedAtMs) / chunkMs + 1e-6);
    while (this.#chunks < due && this.#cancel !== undefined) this.#give();
    if (this.#cancel !== undefined) this.#wait();
  }

  #give(): void {
    const samples = new Float32Array(chunkFrames);
    const voice = this.#take(samples);
    const pcm = new Int16Array(chunkFrames);
    if (!this.#muted) floatToS16(samples, pcm);
    this.#level = rms(samples);
    const firstFrame = this.#chunks * chunkFrames;
    this.#chunks += 1;
    this.#onChunk({ type: "chunk", pcm: pcm.buffer, firstFrame, level: this.#level, voice });
  }
}
