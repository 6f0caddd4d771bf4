import { type AudioPart, cutSpeech } from "./audio-parts.ts";
import type { SessionTime } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import type { ModelTurn } from "./model-turn.ts";
import { between, type Random } from "./random.ts";
import type { Faults, Profile } from "./scenario.ts";
import { sentences, speak, speechRateHz, type Utterance } from "./speech.ts";

/** What the speaker works with. */
export interface SpeakerDeps {
  readonly time: SessionTime;
  readonly profile: Profile;
  readonly faults: Faults;
  readonly random: Random;
  readonly voice: string;
  /** Whether output transcription is sent. */
  readonly transcribe: boolean;
  readonly send: (turn: ModelTurn, message: JsonObject) => void;
  readonly onFirstAudio: (turn: ModelTurn) => void;
}

/** Turns text into messages at the service's pace: bursts ahead of playback, transcript ahead of audio. */
export class Speaker {
  readonly #deps: SpeakerDeps;

  constructor(deps: SpeakerDeps) {
    this.#deps = deps;
  }

  /** Speaks within a turn. Rejects as soon as the turn is interrupted; nothing is sent from then on. */
  async say(turn: ModelTurn, text: string): Promise<void> {
    const { voice, profile } = this.#deps;
    const waiting = [...sentences(text)];
    const prepare = () => {
      const sentence = waiting.shift();
      return sentence === undefined ? undefined : speak(sentence, voice, profile.speechRate);
    };
    let upcoming = prepare();
    while (upcoming !== undefined) {
      const utterance = await upcoming;
      turn.signal.throwIfAborted();
      await this.#play(turn, this.#cut(turn, utterance), () => {
        upcoming = prepare();
      });
    }
  }

  /** Sends one part, its transcript first. */
  sendPart(turn: ModelTurn, part: AudioPart): void {
    const { send, transcribe, faults } = this.#deps;
    if (transcribe && part.text !== "") {
      send(turn, { serverContent: { outputTranscription: { text: part.text } } });
    }
    const mimeType = faults.noAudioRate === true ? "audio/pcm" : `audio/pcm;rate=${speechRateHz}`;
    const data = Buffer.from(part.pcm).toString("base64");
    send(turn, { serverContent: { modelTurn: { parts: [{ inlineData: { mimeType, data } }] } } });
  }

  #cut(turn: ModelTurn, utterance: Utterance): readonly AudioPart[] {
    const { profile, faults, random } = this.#deps;
    const first = turn.firstAudioAtMs === undefined;
    return cutSpeech(utterance, {
      first,
      partMs: profile.partMs,
      odd: faults.oddAudioParts === true,
      random,
    });
  }

  /**
   * Sends the parts in time. What comes after them is synthesised meanwhile, once the client has some audio in hand:
   * it keeps this thread busy for a moment.
   */
  async #play(turn: ModelTurn, parts: readonly AudioPart[], prepareNext: () => void): Promise<void> {
    const { time, profile, faults, random } = this.#deps;
    const restAt = Math.min(4, parts.length) - 1;
    if (parts.length === 0) prepareNext();
    let dueMs = time.now();
    for (const [index, part] of parts.entries()) {
      turn.unsent = parts.slice(index);
      const jitterMs = faults.audioJitterMs === undefined ? 0 : between([0, faults.audioJitterMs], random);
      const waitMs = dueMs + jitterMs - time.now();
      if (waitMs > 0) await time.sleep(waitMs, turn.signal);
      this.#sendCounted(turn, part);
      dueMs += part.durationMs / profile.sendSpeed;
      if (index === restAt) prepareNext();
    }
    turn.unsent = [];
    await time.sleep(Math.max(0, dueMs - time.now()), turn.signal);
  }

  #sendCounted(turn: ModelTurn, part: AudioPart): void {
    const first = turn.firstAudioAtMs === undefined;
    turn.firstAudioAtMs ??= this.#deps.time.now();
    this.sendPart(turn, part);
    turn.audioMs += part.durationMs;
    if (first) this.#deps.onFirstAudio(turn);
  }
}
