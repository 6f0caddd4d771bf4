import type { LiveSession } from "../ports.ts";
import type { VoiceUplink } from "./uplink.ts";

/**
 * The way of sound whose turns are known: the session is told where each one begins and ends, and gets nothing in
 * between. For sessions that were asked for with manual activity; others close when they are told.
 *
 * A turn lives and dies with its session: what is said while none is ready is not sent.
 */
export class MarkedUplink implements VoiceUplink {
  #session: LiveSession | undefined;
  #held: ((session: LiveSession) => void)[] = [];
  #inTurn = false;
  #paused = false;
  #holds = 0;

  push(pcm: ArrayBuffer, voice: boolean): void {
    if (this.#session === undefined || this.#paused) return;
    this.#turn(voice);
    if (voice) this.#do((session) => session.sendAudio(pcm));
  }

  attach(session: LiveSession): void {
    this.#session = session;
  }

  detach(): void {
    this.#session = undefined;
    this.#inTurn = false;
    this.#held = [];
  }

  catchUp(): void {}

  /** A turn ends with its voice. */
  endTurn(): void {}

  /** The end of the turn was said. */
  nudge(): void {}

  /** A turn that broke is not continued. */
  rewind(): void {}

  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    if (this.#session === undefined || this.#holds > 0) return;
    for (const act of this.#held.splice(0)) act(this.#session);
  }

  /** Ends the turn. */
  pause(): void {
    this.#paused = true;
    this.#turn(false);
  }

  resume(): void {
    this.#paused = false;
  }

  #turn(voice: boolean): void {
    if (voice === this.#inTurn) return;
    this.#inTurn = voice;
    this.#do((session) => (voice ? session.startActivity() : session.endActivity()));
  }

  #do(act: (session: LiveSession) => void): void {
    if (this.#holds > 0) this.#held.push(act);
    else if (this.#session !== undefined) act(this.#session);
  }
}
