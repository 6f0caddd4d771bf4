import type { CaptureChunk } from "../audio/capture-messages.ts";
import { StorageError } from "../errors.ts";
import type { PlayedBlock, Tape } from "../ports.ts";
import { PieceCutter } from "./piece-cutter.ts";
import { type AudioPiece, type PieceHead, type TrackName, trackRateHz } from "./track.ts";

/** Sound that has waited so long is stored even if its piece is not full: a crash shall not cost it. */
const longestOpenMs = 1_000;
/** Pieces that may wait for the storage: two minutes of both tracks, 10 MB. */
const mostWaiting = 240;

/**
 * The tape of one call: cuts both tracks into pieces of about a second and writes them one after the other. Memory
 * stays flat: when the storage refuses a piece, or falls behind by two minutes, the tape is over.
 * @param write stores a piece; takes its buffer
 * @param onFailed called once; everything is ignored after
 * @param after the last piece that is stored of each track, where the tape goes on
 */
export function createTape(
  callId: string,
  write: (piece: AudioPiece) => Promise<void>,
  onFailed: (error: StorageError) => void,
  after: LastPieces = {},
): Tape {
  return new PieceTape(callId, new WriteQueue(write, onFailed), after);
}

/** Where a tape goes on. */
export type LastPieces = { readonly [track in TrackName]?: Pick<PieceHead, "index" | "run"> | undefined };

class PieceTape implements Tape {
  readonly #queue: WriteQueue;
  readonly #user: PieceCutter;
  readonly #agent: PieceCutter;

  constructor(callId: string, queue: WriteQueue, after: LastPieces) {
    this.#queue = queue;
    const cutter = (track: TrackName) =>
      new PieceCutter(callId, track, (piece) => queue.add(piece), after[track]);
    this.#user = cutter("user");
    this.#agent = cutter("agent");
  }

  user(chunk: CaptureChunk, atMs: number): void {
    if (this.#queue.failed) return;
    const samples = new Int16Array(chunk.pcm);
    // The message comes as soon as the last frame is there, or later.
    const clock = { frame: chunk.firstFrame + samples.length, atMs };
    this.#user.add(samples, chunk.firstFrame, clock, atMs);
    this.#agent.cutIfOlder(atMs - longestOpenMs);
  }

  agent(block: PlayedBlock): void {
    if (this.#queue.failed) return;
    const samples = new Int16Array(block.pcm);
    const endMs =
      block.clock.atMs + ((block.firstFrame + samples.length - block.clock.frame) / trackRateHz.agent) * 1000;
    this.#agent.add(samples, block.firstFrame, block.clock, endMs);
    this.#user.cutIfOlder(endMs - longestOpenMs);
  }

  restart(track: TrackName): void {
    switch (track) {
      case "user":
        this.#user.restart();
        break;
      case "agent":
        this.#agent.restart();
        break;
      default:
        track satisfies never;
    }
  }

  async flush(): Promise<void> {
    if (!this.#queue.failed) {
      this.#user.cut();
      this.#agent.cut();
    }
    await this.#queue.drained();
  }

  finish(): Promise<void> {
    return this.flush();
  }
}

/** Writes pieces one after the other, until one fails. */
class WriteQueue {
  readonly #write: (piece: AudioPiece) => Promise<void>;
  readonly #onFailed: (error: StorageError) => void;
  #waiting: AudioPiece[] = [];
  #working: Promise<void> | undefined;
  #failed = false;

  constructor(write: (piece: AudioPiece) => Promise<void>, onFailed: (error: StorageError) => void) {
    this.#write = write;
    this.#onFailed = onFailed;
  }

  get failed(): boolean {
    return this.#failed;
  }

  add(piece: AudioPiece): void {
    if (this.#failed) return;
    if (this.#waiting.length >= mostWaiting) {
      this.#fail(new StorageError("unavailable"));
      return;
    }
    this.#waiting.push(piece);
    this.#working ??= this.#work();
  }

  /** Settles when nothing waits any more, or nothing can be written any more. */
  async drained(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    for (let piece = this.#waiting.shift(); piece !== undefined; piece = this.#waiting.shift()) {
      try {
        await this.#write(piece);
      } catch (error) {
        this.#fail(error instanceof StorageError ? error : new StorageError("unavailable", { cause: error }));
      }
    }
    this.#working = undefined;
  }

  #fail(error: StorageError): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting = [];
    this.#onFailed(error);
  }
}
