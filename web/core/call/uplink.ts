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
  /** What the session did not get, or has forgotten, goes to the next one once more, and all that came after it. */
  rewind(unsure: Unsure): void;
  /**
   * Sound is kept instead of sent until `release()` was called as often: while the model waits for a tool, any new
   * input makes it drop the call, and older models close the connection.
   */
  hold(): void;
  release(): void;
  /** Time goes on while the microphone is closed: what waits may be sent. */
  catchUp(): void;
  /** The person's turn is over: the service need not wait for silence. */
  endTurn(): void;
  /** Reminds the service that the person has finished. */
  nudge(): void;
  /** The microphone pauses. */
  pause(): void;
  resume(): void;
}

/** What may not have arrived. */
export interface Unsure {
  /** All that was said in the last so many ms. */
  readonly saidMs: number;
  /** What was said before that, kept because there was no session, and sent in the last so many ms. */
  readonly sentMs: number;
}

export interface UplinkOptions {
  /** Milliseconds on any clock that goes on. */
  readonly now: () => number;
  /** The network takes sound more slowly than it is spoken, or keeps up again. */
  readonly onPoor: (poor: boolean) => void;
  /** So much that was never sent is left out for good. */
  readonly onDropped: (ms: number) => void;
  /**
   * For sessions with manual activity: each turn is marked where its sound begins and where `endTurn()` was called, and
   * every session that hears some of it is told so.
   */
  readonly marked?: boolean;
}

/** Longest sound kept, sent or not: what a cut of a minute takes. The oldest goes first. */
const keptMs = 60_000;
/** Before the first session, less is kept: a person who waited does not want the first seconds answered. */
const keptAtFirstMs = 5_000;
/** The socket gets no more than this: what it holds cannot be taken back, or left out. */
const socketMs = 1_000;
/** Behind by this much, the connection is poor; by much less, it is good again. */
const poorMs = 1_000;
const goodMs = 300;
/** Sound older than this answers nothing any more: the oldest silence is left out, then the oldest sound. */
const lagMs = 5_000;
/** A voice is known for one after 60 ms: what came so shortly before it belongs to it. */
const onsetMs = 100;

/** While it catches up: what a socket has passed on is known in steps. */
const slackMs = 1_000;

/** Bytes of PCM s16le mono 16 kHz. */
const pcmBytesPerMs = 32;
/** On the wire: base64 in a frame of JSON of its own for every 20 ms. */
const wireBytesPerMs = 47;

/** A chunk, or the word that a turn is over or the microphone pauses. */
type Item = { readonly saidAtMs: number; sentAtMs: number | undefined } & (
  | { readonly type: "sound"; readonly pcm: ArrayBuffer; voice: boolean; readonly ms: number }
  | { readonly type: "end"; readonly ms: 0 }
);

/** Sent so much later than said, it had to wait. */
const lateMs = 500;

/**
 * A minute of the microphone with a mark in it: what lies before the mark was sent, what lies behind it is still to be
 * sent. While a session takes it, the mark runs at the end; without one it stands; after a loss it is moved back, so that
 * the next session hears everything in order. A slow network never makes it grow: see `onDropped`.
 */
export class Uplink implements VoiceUplink {
  readonly #options: UplinkOptions;
  readonly #items: Item[] = [];
  #keptMs = 0;
  /** Index of the first item that is to be sent. */
  #next = 0;
  #unsentMs = 0;
  /** After a cut there is more to send than may gather otherwise; this comes down with it. */
  #allowedMs = lagMs;
  #session: LiveSession | undefined;
  #hadSession = false;
  #paused = false;
  #holds = 0;
  #poor = false;
  /** The session was told that a turn began, and not yet that it ended. */
  #inTurn = false;

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  push(pcm: ArrayBuffer, voice: boolean): void {
    const ms = pcm.byteLength / pcmBytesPerMs;
    if (voice) this.#beginVoice();
    if (!this.#paused) this.#keep({ type: "sound", pcm, voice, ms, ...this.#said() });
    this.#send();
  }

  /** A session is ready: it gets what waits, in order. */
  attach(session: LiveSession): void {
    this.#session = session;
    this.#inTurn = false;
    this.#hadSession = true;
    this.#allowedMs = Math.max(lagMs, this.#unsentMs + socketMs + slackMs);
    // Every session is told that nothing comes.
    if (this.#paused && this.#next === this.#items.length)
      this.#keep({ type: "end", ms: 0, ...this.#said() });
    this.#send();
  }

  detach(): void {
    this.#session = undefined;
    this.#tellPoor(false);
  }

  rewind({ saidMs, sentMs }: Unsure): void {
    const nowMs = this.#options.now();
    const from = this.#items.findIndex(({ saidAtMs, sentAtMs = nowMs }) => {
      const waited = sentAtMs - saidAtMs > lateMs;
      return saidAtMs >= nowMs - saidMs || (waited && sentAtMs >= nowMs - sentMs);
    });
    for (; from >= 0 && this.#next > from; this.#next -= 1)
      this.#unsentMs += this.#items[this.#next - 1]?.ms ?? 0;
  }

  hold(): void {
    this.#holds += 1;
  }

  release(): void {
    this.#holds -= 1;
    this.#allowedMs = Math.max(this.#allowedMs, this.#unsentMs + socketMs + slackMs);
    this.#send();
  }

  /** The microphone pauses: the service is told once, so that it ends the turn instead of waiting for silence. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#keep({ type: "end", ms: 0, ...this.#said() });
    this.#send();
  }

  catchUp(): void {
    this.#send();
  }

  endTurn(): void {
    this.#keep({ type: "end", ms: 0, ...this.#said() });
    this.#send();
  }

  /** Where turns are marked, their end was said. */
  nudge(): void {
    if (this.#options.marked !== true) this.#session?.endAudioStream();
  }

  /** Sound flows again. */
  resume(): void {
    this.#paused = false;
  }

  #said() {
    return { saidAtMs: this.#options.now(), sentAtMs: undefined };
  }

  #keep(item: Item): void {
    this.#items.push(item);
    this.#keptMs += item.ms;
    this.#unsentMs += item.ms;
    const mostMs = this.#hadSession || this.#options.marked ? keptMs : keptAtFirstMs;
    let lostMs = 0;
    while (this.#keptMs > mostMs) lostMs += this.#remove(0);
    if (lostMs > 0 && this.#hadSession) this.#options.onDropped(lostMs);
  }

  #beginVoice(): void {
    const sinceMs = this.#options.now() - onsetMs;
    for (let at = this.#items.length - 1; at >= this.#next; at -= 1) {
      const item = this.#items[at];
      if (item?.type !== "sound" || item.voice || item.saidAtMs < sinceMs) break;
      item.voice = true;
    }
  }

  #send(): void {
    const session = this.#session;
    if (session === undefined || this.#holds > 0) return;
    for (let item = this.#items[this.#next]; item !== undefined; item = this.#items[this.#next]) {
      if (session.queuedBytes() >= socketMs * wireBytesPerMs) break;
      this.#next += 1;
      this.#unsentMs -= item.ms;
      item.sentAtMs = this.#options.now();
      if (item.type === "sound") this.#sendSound(session, item.pcm);
      else this.#sendEnd(session);
    }
    this.#keepUp(session.queuedBytes() / wireBytesPerMs);
  }

  #sendSound(session: LiveSession, pcm: ArrayBuffer): void {
    if (this.#options.marked && !this.#inTurn) {
      this.#inTurn = true;
      session.startActivity();
    }
    // The session takes the buffer; here it may be needed again.
    session.sendAudio(pcm.slice(0));
  }

  /** A turn that this session has heard nothing of does not end there. */
  #sendEnd(session: LiveSession): void {
    if (!this.#options.marked) return session.endAudioStream();
    if (this.#inTurn) session.endActivity();
    this.#inTurn = false;
  }

  /** Never falls behind further than is of use. */
  #keepUp(queuedMs: number): void {
    const behindMs = this.#unsentMs + queuedMs;
    const catchingUp = this.#allowedMs > lagMs;
    if (!catchingUp && behindMs > poorMs) this.#tellPoor(true);
    if (behindMs < goodMs) this.#tellPoor(false);
    if (behindMs > this.#allowedMs) this.#leaveOut(behindMs - this.#allowedMs);
    const leastMs = this.#unsentMs + queuedMs + slackMs;
    this.#allowedMs = Math.max(lagMs, Math.min(this.#allowedMs, leastMs));
  }

  /** Silence goes before sound, the older before the newer. The newest may turn out to be a voice. The ends of turns stay. */
  #leaveOut(ms: number): void {
    const knownToMs = this.#options.now() - onsetMs;
    let leftOutMs = 0;
    for (let at = this.#next; at < this.#items.length && leftOutMs < ms; ) {
      const item = this.#items[at];
      if (item?.type === "sound" && !item.voice && item.saidAtMs < knownToMs) leftOutMs += this.#remove(at);
      else at += 1;
    }
    for (let at = this.#next; at < this.#items.length && leftOutMs < ms; ) {
      if (this.#items[at]?.type === "sound") leftOutMs += this.#remove(at);
      else at += 1;
    }
    if (leftOutMs > 0) this.#options.onDropped(leftOutMs);
  }

  /** @returns how much of what was still to be sent is gone with it, in ms */
  #remove(at: number): number {
    const [item] = this.#items.splice(at, 1);
    if (item === undefined) return 0;
    this.#keptMs -= item.ms;
    if (at < this.#next) {
      this.#next -= 1;
      return 0;
    }
    this.#unsentMs -= item.ms;
    return item.ms;
  }

  #tellPoor(poor: boolean): void {
    if (poor === this.#poor) return;
    this.#poor = poor;
    this.#options.onPoor(poor);
  }
}
