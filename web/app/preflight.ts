import type { CallSound } from "../core/call/call-plan.ts";
import type { WayToTalk } from "../core/call/talk-plan.ts";
import type { SessionRequest } from "../core/live/session-request.ts";
import type { Clock, LiveTransport, Microphone, Speaker } from "../core/ports.ts";
import { type EchoReading, findEcho, sweep, wayToTalk } from "../core/preflight/echo.ts";

/** What can be tried before a call, over the very ports that a call uses. Nothing of it is kept. */
export interface Preflight {
  /**
   * Listens for three seconds, plays them back, and plays a tone to hear whether it comes back. Must run inside the
   * click. @throws MicrophoneError, AbortError. Nothing stays open.
   */
  sound(onStep: (step: SoundStep) => void, signal: AbortSignal): Promise<SoundCheck>;
  /** RMS 0–1 of the microphone right now; 0 unless it is being tried. */
  level(): number;
  /** Mints a token and opens and closes a session. @throws TokenError, SessionError, AbortError */
  connection(signal: AbortSignal): Promise<ConnectionCheck>;
  /** What the device has for calls. @throws StorageError */
  storage(): Promise<RoomCheck>;
}

export type SoundStep = "opening" | "speak" | "playback" | "tone";

export interface SoundCheck {
  /** Whether a voice was heard in the three seconds. */
  readonly voice: boolean;
  /** The loudest moment, RMS 0–1. */
  readonly loudest: number;
  readonly echo: EchoReading;
  readonly way: WayToTalk;
}

export interface ConnectionCheck {
  /** From the first request to the accepted session. */
  readonly tookMs: number;
  readonly roundTripMs: number | undefined;
}

export interface RoomCheck {
  readonly usedBytes: number;
  /** Undefined where the browser does not tell. */
  readonly quotaBytes: number | undefined;
}

export interface PreflightPorts {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly transport: LiveTransport;
  readonly clock: Clock;
  /** The session that a call would ask for now. */
  readonly request: () => SessionRequest;
  readonly microphoneId: () => string | undefined;
  /** How a call would hear and sound now. */
  readonly sound: () => CallSound;
  readonly room: () => Promise<RoomCheck>;
}

/** Of the microphone and of what is played from it. */
const rateHz = 16_000;
const listenMs = 3_000;
const toneMs = 600;
/** Loudspeakers over the air take this long at most. */
const echoWithinMs = 600;
/** So long, sound may be on its way between the speaker and the microphone. */
const settleMs = 300;

export function createPreflight(ports: PreflightPorts): Preflight {
  let level: () => number = () => 0;
  return {
    level: () => level(),
    async sound(onStep, signal) {
      const closing = new AbortController();
      const chunks = new Listener();
      onStep("opening");
      const opened = openBoth(ports, chunks, AbortSignal.any([signal, closing.signal]));
      try {
        const [microphone, speaker] = await Promise.all(opened);
        level = () => microphone.level();
        const wait = (ms: number) => pause(ports.clock, ms, signal);
        onStep("speak");
        const spoken = await chunks.during(wait(listenMs));
        onStep("playback");
        speaker.write(spoken.samples.slice(), rateHz, 1);
        speaker.finish(1);
        await wait(listenMs + settleMs);
        onStep("tone");
        const tone = sweep(toneMs, rateHz);
        speaker.write(tone.slice(), rateHz, 2);
        speaker.finish(2);
        const { samples } = await chunks.during(wait(toneMs + echoWithinMs));
        const echo = findEcho(tone, samples, rateHz);
        return { voice: spoken.voice, loudest: spoken.loudest, echo, way: wayToTalk(echo) };
      } finally {
        level = () => 0;
        closing.abort();
        // One of them may be open though the other never was.
        await Promise.all(opened.map((stream: Promise<Closeable>) => stream.then(close, ignore)));
      }
    },
    async connection(signal) {
      const startedAtMs = ports.clock.now();
      const events = { onEvent: () => undefined, onClosed: () => undefined };
      const session = await ports.transport.connect(ports.request(), events, signal);
      const tookMs = ports.clock.now() - startedAtMs;
      const roundTripMs = session.roundTripMs();
      session.close();
      return { tookMs, roundTripMs };
    },
    storage: () => ports.room(),
  };
}

/** Both are asked for inside the click. */
function openBoth(
  { microphone, speaker, microphoneId, sound }: PreflightPorts,
  chunks: Listener,
  signal: AbortSignal,
) {
  const deviceId = microphoneId();
  const { processing, speakerId, volume } = sound();
  const heard = microphone.open(
    {
      ...(deviceId === undefined ? {} : { deviceId }),
      processing,
      onChunk: ({ pcm, level, voice }) => chunks.take(new Int16Array(pcm), level, voice),
      onLost: ignore,
    },
    signal,
  );
  const events = { onStarted: ignore, onDrained: ignore, onFlushed: ignore, onPlayed: ignore };
  const output = { volume, ...(speakerId === undefined ? {} : { deviceId: speakerId }) };
  return [heard, speaker.open({ ...events, ...output }, signal)] as const;
}

interface Closeable {
  close(): void | Promise<void>;
}

function close(stream: Closeable): void | Promise<void> {
  return stream.close();
}

/** Of no consequence: the check itself tells what went wrong. */
function ignore(): void {}

/** Keeps what the microphone gives while it is asked to. */
class Listener {
  #kept: Int16Array[] | undefined;
  #loudest = 0;
  #voice = false;

  take(samples: Int16Array, level: number, voice: boolean): void {
    this.#kept?.push(samples);
    this.#loudest = Math.max(this.#loudest, level);
    this.#voice ||= voice;
  }

  async during(time: Promise<void>) {
    this.#kept = [];
    this.#loudest = 0;
    this.#voice = false;
    await time;
    const kept = this.#kept;
    this.#kept = undefined;
    return { samples: joined(kept), loudest: this.#loudest, voice: this.#voice };
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(ms, resolve);
    signal.addEventListener(
      "abort",
      () => {
        cancel();
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
