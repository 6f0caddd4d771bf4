import type { AudioPart } from "./audio-parts.ts";
import type { Input } from "./scenario.ts";

/** One turn of the model, from the decision to answer until `turnComplete`. */
export class ModelTurn {
  /** What it answers, so that a turn nobody has noticed yet can be taken up again. */
  readonly input: Input | undefined;
  /** Number of the user turn it belongs to. */
  readonly number: number;
  /** Length of the audio sent so far. */
  audioMs = 0;
  /** Session time of the first audio. */
  firstAudioAtMs: number | undefined;
  /** Whether anything of it has reached the client. */
  visible = false;
  /** Whether `generationComplete` has been sent. */
  generated = false;
  /** Whether `turnComplete` has been sent. */
  complete = false;
  /** `{}` frames that it has sent. */
  emptyFrames = 0;
  /** Speech that is cut but not sent. */
  unsent: readonly AudioPart[] = [];
  readonly #controller = new AbortController();

  constructor(input: Input | undefined, number: number) {
    this.input = input;
    this.number = number;
  }

  /** Aborts when the turn is interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Session time at which a client that plays without a pause has heard everything. */
  get playedAtMs(): number {
    return (this.firstAudioAtMs ?? 0) + this.audioMs;
  }

  abort(): void {
    this.#controller.abort();
  }
}
