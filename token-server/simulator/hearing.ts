import { closes, ProtocolError } from "./closes.ts";
import { dig, type JsonObject } from "./json.ts";
import { decodePcm } from "./pcm.ts";
import { type ActivityEvent, VoiceActivity, voiceActivityOptions } from "./voice-activity.ts";

/** What the ear tells the dialogue. */
export interface HearingHandlers {
  readonly onSpeechStarted: () => void;
  /** The user's voice cuts the agent off, after this delay. Never called under NO_INTERRUPTION. */
  readonly onBargeIn: (delayMs: number) => void;
  readonly onSpeechEnded: (durationMs: number) => void;
}

/** Finds the user's turns in microphone audio: by detection, or between the client's own marks. */
export class Hearing {
  readonly #handlers: HearingHandlers;
  readonly #detector: VoiceActivity | undefined;
  readonly #interrupts: boolean;
  readonly #interruptDelayMs: number;
  #markedMs: number | undefined;

  constructor(setup: JsonObject, interruptDelayMs: number, handlers: HearingHandlers) {
    const options = voiceActivityOptions(setup);
    this.#detector = options === undefined ? undefined : new VoiceActivity(options);
    this.#interrupts = dig(setup, "realtimeInputConfig", "activityHandling") !== "NO_INTERRUPTION";
    this.#interruptDelayMs = interruptDelayMs;
    this.#handlers = handlers;
  }

  /** PCM s16le mono. */
  audio(bytes: Uint8Array, rateHz: number): void {
    const samples = decodePcm(bytes);
    if (this.#markedMs !== undefined) this.#markedMs += (samples.length / rateHz) * 1000;
    this.#tell(this.#detector?.push(samples, rateHz) ?? []);
  }

  /** The client has paused its microphone. Means nothing when it marks activity itself. */
  streamEnd(): void {
    this.#tell(this.#detector?.flush() ?? []);
  }

  /** Throws {@link ProtocolError} while detection is on. */
  activityStart(): void {
    this.#requireManual();
    if (this.#markedMs !== undefined) return;
    this.#markedMs = 0;
    this.#handlers.onSpeechStarted();
    if (this.#interrupts) this.#handlers.onBargeIn(0);
  }

  /** Throws {@link ProtocolError} while detection is on. */
  activityEnd(): void {
    this.#requireManual();
    if (this.#markedMs === undefined) return;
    const durationMs = this.#markedMs;
    this.#markedMs = undefined;
    this.#handlers.onSpeechEnded(durationMs);
  }

  #requireManual(): void {
    if (this.#detector !== undefined) throw new ProtocolError(closes.explicitActivity);
  }

  #tell(events: readonly ActivityEvent[]): void {
    for (const event of events) {
      switch (event.type) {
        case "speech-started":
          this.#handlers.onSpeechStarted();
          break;
        case "barge-in":
          if (this.#interrupts) this.#handlers.onBargeIn(this.#interruptDelayMs);
          break;
        case "speech-ended":
          this.#handlers.onSpeechEnded(event.durationMs);
          break;
        default:
          event satisfies never;
      }
    }
  }
}
