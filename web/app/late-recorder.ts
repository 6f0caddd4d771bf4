import { StorageError } from "../core/errors.ts";
import type { Recorder, Tape } from "../core/ports.ts";

/** A recorder whose tapes may take a moment to begin. */
export interface LoadedRecorder {
  start(...args: Parameters<Recorder["start"]>): Tape | Promise<Tape>;
}

/**
 * A recorder whose code is loaded with the first call. What is said until it is there waits: a second or two of sound
 * at most, since a load that fails ends the recording.
 */
export function lateRecorder(load: () => Promise<LoadedRecorder>): Recorder {
  return {
    start(callId, onFailed) {
      const loaded = load().then((recorder) => recorder.start(callId, onFailed));
      loaded.catch((cause: unknown) => onFailed(new StorageError("unavailable", { cause })));
      return new LateTape(loaded);
    },
  };
}

class LateTape implements Tape {
  readonly #loaded: Promise<Tape | undefined>;
  #tape: Tape | undefined;

  constructor(loaded: Promise<Tape>) {
    this.#loaded = loaded.then(
      (tape) => {
        this.#tape = tape;
        return tape;
      },
      () => undefined,
    );
  }

  user(...args: Parameters<Tape["user"]>): void {
    this.#with((tape) => tape.user(...args));
  }

  agent(...args: Parameters<Tape["agent"]>): void {
    this.#with((tape) => tape.agent(...args));
  }

  restart(...args: Parameters<Tape["restart"]>): void {
    this.#with((tape) => tape.restart(...args));
  }

  async flush(): Promise<void> {
    await (await this.#loaded)?.flush();
  }

  async finish(): Promise<void> {
    await (await this.#loaded)?.finish();
  }

  /** Promises settle in the order in which they were waited for, so what waits keeps its order. */
  #with(use: (tape: Tape) => void): void {
    if (this.#tape !== undefined) use(this.#tape);
    else void this.#loaded.then((tape) => tape && use(tape));
  }
}
