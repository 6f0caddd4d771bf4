import type { Clock } from "../core/ports.ts";

/** Recordings that are made one after the other need it compiled once; after that its memory is worth more. */
const keptMs = 60_000;

/**
 * ffmpeg's code, compiled: that takes a third of a short encode, and workers share what comes out. It is kept for a
 * while after its last use.
 */
export class FfmpegCode {
  readonly #url: string;
  readonly #clock: Clock;
  #module: Promise<WebAssembly.Module> | undefined;
  #cancelTimer: () => void = () => {};

  constructor(url: string, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** @throws AbortError; what fetching and compiling throw. The next one tries again then. */
  compiled(signal: AbortSignal): Promise<WebAssembly.Module> {
    this.#cancelTimer();
    this.#module ??= WebAssembly.compileStreaming(fetch(this.#url, { signal })).catch((error: unknown) => {
      this.#module = undefined;
      throw error;
    });
    return this.#module;
  }

  /** It is not needed now, but may be again soon. */
  release(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.setTimer(keptMs, () => {
      this.#module = undefined;
    });
  }
}
