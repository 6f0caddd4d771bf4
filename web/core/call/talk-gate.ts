import type { CaptureChunk } from "../audio/capture-messages.ts";
import type { WayToTalk } from "./talk-plan.ts";

/** Said this shortly before the button is down, it belongs to what is said: people begin a little early. */
const leadInMs = 300;
const bytesPerMs = 32;

/** A chunk of the microphone, when it came in, and whether it may be heard. */
export interface GatedChunk {
  readonly chunk: CaptureChunk;
  readonly atMs: number;
  readonly open: boolean;
}

/**
 * What of the microphone may be heard, chunk for chunk, in order. With push-to-talk the newest bit of a closed
 * microphone waits here: it goes first when the person begins.
 */
export class TalkGate {
  readonly #onChunk: (gated: GatedChunk) => void;
  readonly #leadInMs: number;
  #open: boolean;
  #waiting: Omit<GatedChunk, "open">[] = [];
  #waitingMs = 0;

  constructor(way: WayToTalk, onChunk: (gated: GatedChunk) => void) {
    this.#open = way !== "push-to-talk";
    this.#leadInMs = way === "push-to-talk" ? leadInMs : 0;
    this.#onChunk = onChunk;
  }

  push(chunk: CaptureChunk, atMs: number): void {
    this.#waiting.push({ chunk, atMs });
    this.#waitingMs += durationMs(chunk);
    this.#letPass(this.#open ? 0 : this.#leadInMs);
  }

  setOpen(open: boolean): void {
    this.#open = open;
    if (open) this.flush();
  }

  /** Lets go of what waits. */
  flush(): void {
    this.#letPass(0);
  }

  /** Oldest first, until no more than so much waits. */
  #letPass(restMs: number): void {
    while (this.#waitingMs > restMs) {
      const [first] = this.#waiting.splice(0, 1);
      if (first === undefined) break;
      this.#waitingMs -= durationMs(first.chunk);
      this.#onChunk({ ...first, open: this.#open });
    }
  }
}

/** The same moment of a microphone that nobody hears. */
export function silenced(chunk: CaptureChunk): CaptureChunk {
  return { ...chunk, pcm: new ArrayBuffer(chunk.pcm.byteLength), voice: false };
}

function durationMs({ pcm }: CaptureChunk): number {
  return pcm.byteLength / bytesPerMs;
}
