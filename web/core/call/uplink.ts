import type { LiveSession } from "../ports.ts";

/** The microphone's way to the session of a call. */
export interface VoiceUplink {
  /**
   * Takes a chunk, PCM s16le mono 16 kHz; the buffer belongs to the uplink.
   * @param voice whether the person's voice is heard in it
   */
  push(pcm: ArrayBuffer, voice: boolean): void;
  /** A session is ready. */
  attach(session: LiveSession): void;
  /** The session is gone. */
  detach(): void;
  /**
   * Sound is kept instead of sent until `release()` was called as often: while the model waits for a tool, any new
   * input makes it drop the call, and older models close the connection.
   */
  hold(): void;
  release(): void;
  /** The microphone pauses. */
  pause(): void;
  resume(): void;
}

/** Longest sound kept while no session is ready: 5 s in chunks of 20 ms, hardly more if one is longer. The oldest goes first. */
const keptChunks = 250;

/**
 * The microphone's way to the session. What is said while no session is ready is kept and sent first when one is;
 * while paused nothing is kept or sent.
 */
export class Uplink implements VoiceUplink {
  #session: LiveSession | undefined;
  #kept: ArrayBuffer[] = [];
  #paused = false;
  #holds = 0;

  /** Takes a chunk, PCM s16le mono 16 kHz; the buffer belongs to the uplink. */
  push(pcm: ArrayBuffer): void {
    if (this.#paused) return;
    if (this.#session !== undefined && this.#holds === 0) return this.#session.sendAudio(pcm);
    this.#kept.push(pcm);
    if (this.#kept.length > keptChunks) this.#kept.shift();
  }

  /** A session is ready: sends what was kept, in order. */
  attach(session: LiveSession): void {
    this.#session = session;
    this.#sendKept();
    if (this.#paused) session.endAudioStream();
  }

  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#sendKept();
  }

  /** The session is gone; chunks are kept again. */
  detach(): void {
    this.#session = undefined;
  }

  /** The microphone pauses: the service is told once, so that it ends the turn instead of waiting for silence. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#session?.endAudioStream();
  }

  /** Sound flows again. */
  resume(): void {
    this.#paused = false;
  }

  #sendKept(): void {
    if (this.#session === undefined || this.#holds > 0) return;
    for (const pcm of this.#kept.splice(0)) this.#session.sendAudio(pcm);
  }
}
