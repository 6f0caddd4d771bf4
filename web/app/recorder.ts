import type { StorageError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { Tape } from "../core/ports.ts";
import { createTape, type LastPieces } from "../core/recording/tape.ts";
import type { AudioPiece } from "../core/recording/track.ts";

/** A `Recorder` that first looks for what is stored of the call: one that goes on after a crash has a tape already. */
export interface StoringRecorder {
  /** @throws StorageError */
  start(callId: string, onFailed: (error: StorageError) => void): Promise<Tape>;
  /** Settles when no tape of this call is being written. */
  settled(callId: string): Promise<void>;
}

export interface RecorderOptions {
  /** Stores a piece. */
  readonly write: (piece: AudioPiece) => Promise<void>;
  /** What is stored of a call. @throws StorageError */
  readonly last: (callId: string) => Promise<LastPieces>;
  /** Lets other tabs know that sound of this call is being stored, until the answer is called. See `CallLocks`. */
  readonly hold: (callId: string) => Promise<() => void>;
  /** Told when all of a call's sound is stored. */
  readonly onFinished: (callId: string) => void;
}

/** Keeps the sound of calls. */
export function createRecorder({ write, last, hold, onFinished }: RecorderOptions): StoringRecorder {
  const running = new Map<string, Promise<void>>();
  return {
    async start(callId, onFailed) {
      const release = await hold(callId);
      const before = await last(callId).catch((error: unknown) => {
        release();
        throw error;
      });
      const tape = createTape(callId, write, onFailed, before);
      let end: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      running.set(callId, over);
      return {
        user: (chunk, atMs) => tape.user(chunk, atMs),
        agent: (block) => tape.agent(block),
        restart: (track) => tape.restart(track),
        flush: () => tape.flush(),
        async finish() {
          await tape.finish();
          release();
          end();
          if (running.get(callId) === over) running.delete(callId);
          onFinished(callId);
        },
      };
    },
    settled: async (callId) => running.get(callId),
  };
}

/** The last pieces of both tracks, as a store has them. @throws StorageError */
export async function lastPieces(store: Pick<CallStore, "pieceHeads">, callId: string): Promise<LastPieces> {
  const [user, agent] = await Promise.all([
    store.pieceHeads(callId, "user"),
    store.pieceHeads(callId, "agent"),
  ]);
  return { user: user.at(-1), agent: agent.at(-1) };
}
