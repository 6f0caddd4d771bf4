import { asNumber, asObject, dig, type JsonObject } from "./json.ts";
import { Voicing } from "./voicing.ts";

/** How eagerly speech is found, from a setup's `realtimeInputConfig`. */
export interface VoiceActivityOptions {
  /** LOW wants louder, longer and more clearly voiced sound. */
  readonly startSensitivity: "HIGH" | "LOW";
  /** Audio before the onset that counts as part of the turn. */
  readonly prefixPaddingMs: number;
  /** Silence that ends a turn. */
  readonly silenceDurationMs: number;
}

/** What the detector has noticed. Times are in audio received, not on a clock. */
export type ActivityEvent =
  /** Somebody has begun to speak; `onsetMs` lies before now, with the prefix padding taken off. */
  | { readonly type: "speech-started"; readonly onsetMs: number }
  /** The speech has gone on long enough to interrupt. Once per stretch of speech. */
  | { readonly type: "barge-in" }
  /** The speech is over; `durationMs` runs from its first to its last sound. */
  | { readonly type: "speech-ended"; readonly durationMs: number };

const frameMs = 20;
/** 100 ms of noise do not interrupt the service, 400 ms of speech do. */
const bargeInMs = 400;
/** A gap between sounds that still belong to one beginning of speech. */
const onsetGapMs = 160;
/** The floor is the quietest unvoiced frame of this many last ones (1.5 s). */
const floorFrames = 75;
const quietestFloorDb = -72;
/** How fast a steady hum, voiced as it may be, becomes part of the floor. */
const floorLeakDb = 0.06;

/** Sound that has not shown enough voice by then is none. */
const onsetPatienceMs = 500;

const sensitivities = {
  HIGH: { soundMs: 160, voicedMs: 120, marginDb: 9, leastDb: -54 },
  LOW: { soundMs: 320, voicedMs: 200, marginDb: 15, leastDb: -44 },
} as const;

/** Reads the options out of a setup; undefined if the client marks activity itself. */
export function voiceActivityOptions(setup: JsonObject): VoiceActivityOptions | undefined {
  const detection = asObject(dig(setup, "realtimeInputConfig", "automaticActivityDetection")) ?? {};
  if (detection["disabled"] === true) return undefined;
  const patient = detection["endOfSpeechSensitivity"] === "END_SENSITIVITY_LOW";
  return {
    startSensitivity: detection["startOfSpeechSensitivity"] === "START_SENSITIVITY_LOW" ? "LOW" : "HIGH",
    prefixPaddingMs: Math.max(0, asNumber(detection["prefixPaddingMs"]) ?? 20),
    silenceDurationMs: Math.max(frameMs, asNumber(detection["silenceDurationMs"]) ?? (patient ? 1200 : 800)),
  };
}

/**
 * Finds speech in a stream of PCM: louder than an adaptive noise floor, and voiced for a good part, so that steady noise of
 * any level is not speech. Pure; time is the audio itself, so it works at any speed of delivery.
 */
export class VoiceActivity {
  readonly #options: VoiceActivityOptions;
  #frame = new Int16Array(0);
  #filled = 0;
  #rateHz = 0;
  #voicing = new Voicing(16_000);
  #nowMs = 0;
  readonly #recent = new Float64Array(floorFrames).fill(-60);
  #recentAt = 0;
  #floorDb = -60;
  #state: State = { kind: "quiet" };

  constructor(options: VoiceActivityOptions) {
    this.#options = options;
  }

  /** Whether somebody is speaking. */
  get active(): boolean {
    return this.#state.kind === "speech";
  }

  /** Takes the next samples, in any number, at any rate. */
  push(samples: Int16Array, rateHz: number): readonly ActivityEvent[] {
    if (rateHz !== this.#rateHz) this.#setRate(rateHz);
    const events: ActivityEvent[] = [];
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#frame.length) break;
      this.#filled = 0;
      events.push(...this.#hearFrame());
    }
    return events;
  }

  /** The client has stopped its stream: speech that is under way ends now. */
  flush(): readonly ActivityEvent[] {
    const state = this.#state;
    this.#filled = 0;
    this.#state = { kind: "quiet" };
    return state.kind === "speech" ? [ended(state)] : [];
  }

  #setRate(rateHz: number): void {
    this.#rateHz = rateHz;
    this.#frame = new Int16Array(Math.round((rateHz * frameMs) / 1000));
    this.#filled = 0;
    this.#voicing = new Voicing(rateHz);
  }

  #hearFrame(): readonly ActivityEvent[] {
    const { levelDb, voiced } = this.#voicing.analyse(this.#frame);
    const { marginDb, leastDb } = sensitivities[this.#options.startSensitivity];
    // Speech under way is followed to softer sounds than those that start it.
    const margin = this.active ? marginDb - 3 : marginDb;
    const sounding = levelDb > Math.max(this.#floorDb + margin, this.active ? leastDb - 4 : leastDb);
    this.#followFloor(levelDb, sounding && voiced);
    this.#nowMs += frameMs;
    return this.#advance(sounding, voiced);
  }

  #followFloor(levelDb: number, voice: boolean): void {
    const value = voice ? Math.min(levelDb, this.#floorDb + floorLeakDb) : levelDb;
    this.#recent[this.#recentAt] = Math.max(value, quietestFloorDb);
    this.#recentAt = (this.#recentAt + 1) % floorFrames;
    this.#floorDb = this.#recent.reduce((least, level) => Math.min(least, level), 0);
  }

  #advance(sounding: boolean, voiced: boolean): readonly ActivityEvent[] {
    const state = this.#state;
    switch (state.kind) {
      case "quiet":
        // From the first voiced frame on: steady noise before it is neither speech nor a part of it.
        if (sounding && voiced) this.#state = beginning(this.#nowMs - frameMs, this.#nowMs);
        return [];
      case "onset":
        return this.#advanceOnset(state, sounding, voiced);
      case "speech":
        return this.#advanceSpeech(state, sounding);
      default:
        return state satisfies never;
    }
  }

  #advanceOnset(state: Onset, sounding: boolean, voiced: boolean): readonly ActivityEvent[] {
    if (!sounding) {
      if (this.#nowMs - state.lastMs > onsetGapMs) this.#state = { kind: "quiet" };
      return [];
    }
    state.lastMs = this.#nowMs;
    state.soundFrames += 1;
    if (voiced) state.voicedFrames += 1;
    const { soundMs, voicedMs } = sensitivities[this.#options.startSensitivity];
    const heardMs = state.soundFrames * frameMs;
    if (heardMs < soundMs || state.voicedFrames * frameMs < voicedMs) {
      if (heardMs >= onsetPatienceMs) this.#state = { kind: "quiet" };
      return [];
    }
    this.#state = { kind: "speech", onsetMs: state.onsetMs, lastMs: this.#nowMs, bargedIn: false };
    return [
      { type: "speech-started", onsetMs: Math.max(0, state.onsetMs - this.#options.prefixPaddingMs) },
      ...this.#advanceSpeech(this.#state, true),
    ];
  }

  #advanceSpeech(state: Speech, sounding: boolean): readonly ActivityEvent[] {
    if (sounding) state.lastMs = this.#nowMs;
    const events: ActivityEvent[] = [];
    if (!state.bargedIn && state.lastMs - state.onsetMs >= bargeInMs) {
      state.bargedIn = true;
      events.push({ type: "barge-in" });
    }
    if (this.#nowMs - state.lastMs >= this.#options.silenceDurationMs) {
      this.#state = { kind: "quiet" };
      events.push(ended(state));
    }
    return events;
  }
}

interface Onset {
  readonly kind: "onset";
  readonly onsetMs: number;
  lastMs: number;
  soundFrames: number;
  voicedFrames: number;
}

interface Speech {
  readonly kind: "speech";
  readonly onsetMs: number;
  lastMs: number;
  bargedIn: boolean;
}

type State = { readonly kind: "quiet" } | Onset | Speech;

function beginning(onsetMs: number, lastMs: number): Onset {
  return { kind: "onset", onsetMs, lastMs, soundFrames: 1, voicedFrames: 1 };
}

function ended(state: Speech): ActivityEvent {
  return { type: "speech-ended", durationMs: state.lastMs - state.onsetMs };
}
