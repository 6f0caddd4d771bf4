import { RecordingError } from "../../web/core/errors.ts";
import type { EncodeProgress, Encoder, EncoderFiles, MixInput } from "../../web/core/ports.ts";

/** An encoder whose MP3 is a header and silence. `hold` and `fail` make it slow or broken. */
export class FakeEncoder implements Encoder {
  /** What it was asked to encode. */
  readonly sounds: MixInput[] = [];
  /** How many encodes run now, and how many at most at once. */
  running = 0;
  mostRunning = 0;
  /** The next encodes fail with it, until it is undefined. */
  failure: Error | undefined;
  #hold: Promise<void> = Promise.resolve();

  /** Encodes wait in their middle until the answer is called. */
  hold(): () => void {
    let release = () => {};
    this.#hold = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  async prepare(): Promise<void> {}

  async encode(
    sound: MixInput,
    onProgress: (progress: EncodeProgress) => void,
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    if (sound.durationMs <= 0) throw new RecordingError("empty");
    this.sounds.push(sound);
    this.running += 1;
    this.mostRunning = Math.max(this.running, this.mostRunning);
    try {
      onProgress({ step: "loading", share: 1 });
      onProgress({ step: "encoding", share: 0.5 });
      await Promise.race([this.#hold, rejectionOf(signal)]);
      signal.throwIfAborted();
      if (this.failure !== undefined) throw this.failure;
      onProgress({ step: "encoding", share: 1 });
      const mp3 = new Uint8Array(417);
      mp3.set([0xff, 0xfb, 0x90]);
      return mp3.buffer;
    } finally {
      this.running -= 1;
    }
  }
}

/** Files that are fetched at once. */
export class FakeEncoderFiles implements EncoderFiles {
  readonly bytes = 32_000_000;
  kept = false;
  /** The device has no room. */
  full = false;
  failure: RecordingError | undefined;

  async isKept(): Promise<boolean> {
    return this.kept;
  }

  async keep(onShare: (share: number) => void, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
    onShare(1);
    this.kept = !this.full;
    return this.kept;
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
