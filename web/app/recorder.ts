import type { Recorder } from "../core/ports.ts";
import { createTape } from "../core/recording/tape.ts";
import type { AudioPiece } from "../core/recording/track.ts";

/**
 * Keeps the sound of calls.
 * @param write stores a piece
 * @param onFinished told when all of a call's sound is stored
 */
export function createRecorder(
  write: (piece: AudioPiece) => Promise<void>,
  onFinished: (callId: string) => void,
): Recorder {
  return {
    start(callId, onFailed) {
      const tape = createTape(callId, write, onFailed);
      return {
        user: (chunk, atMs) => tape.user(chunk, atMs),
        agent: (block) => tape.agent(block),
        restart: (track) => tape.restart(track),
        flush: () => tape.flush(),
        async finish() {
          await tape.finish();
          onFinished(callId);
        },
      };
    },
  };
}
