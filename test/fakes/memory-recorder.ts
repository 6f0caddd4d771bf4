import type { CaptureChunk } from "../../web/core/audio/capture-messages.ts";
import type { StorageError } from "../../web/core/errors.ts";
import type { PlayedBlock, Recorder, Tape } from "../../web/core/ports.ts";
import type { TrackName } from "../../web/core/recording/track.ts";

/** A recorder that keeps what it was given, for tests that look at it. */
export class MemoryRecorder implements Recorder {
  readonly tapes: MemoryTape[] = [];

  start(callId: string, onFailed: (error: StorageError) => void): MemoryTape {
    const tape = new MemoryTape(callId, onFailed);
    this.tapes.push(tape);
    return tape;
  }
}

/** One call's tape. `fail` is what a full device does. */
export class MemoryTape implements Tape {
  readonly callId: string;
  readonly fail: (error: StorageError) => void;
  readonly chunks: { readonly chunk: CaptureChunk; readonly atMs: number }[] = [];
  readonly blocks: PlayedBlock[] = [];
  readonly restarts: TrackName[] = [];
  flushes = 0;
  isFinished = false;

  constructor(callId: string, onFailed: (error: StorageError) => void) {
    this.callId = callId;
    this.fail = onFailed;
  }

  user(chunk: CaptureChunk, atMs: number): void {
    this.chunks.push({ chunk, atMs });
  }

  agent(block: PlayedBlock): void {
    this.blocks.push(block);
  }

  restart(track: TrackName): void {
    this.restarts.push(track);
  }

  async flush(): Promise<void> {
    this.flushes += 1;
  }

  async finish(): Promise<void> {
    this.isFinished = true;
  }
}
