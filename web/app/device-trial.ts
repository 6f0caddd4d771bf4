import { chime } from "../core/audio/chime.ts";
import { playbackRateHz } from "../core/audio/playback-messages.ts";
import type { CallSound } from "../core/call/call-plan.ts";
import type { Microphone, Speaker } from "../core/ports.ts";

/** Trying the devices outside of a call. */
export interface DeviceTrial {
  /**
   * Listens to the microphone until the signal aborts. Call it inside the click.
   * @returns how loud it hears, RMS 0–1, each time it is asked
   * @throws MicrophoneError, AbortError
   */
  listen(deviceId: string | undefined, sound: CallSound, signal: AbortSignal): Promise<() => number>;
  /** Plays a few tones through the speaker, to their end. Call it inside the click. @throws MicrophoneError, AbortError */
  play(sound: CallSound, signal: AbortSignal): Promise<void>;
}

/** Tries the very ways that a call takes. */
export function createDeviceTrial(microphone: Microphone, speaker: Speaker): DeviceTrial {
  return {
    async listen(deviceId, { processing }, signal) {
      const stream = await microphone.open(
        {
          ...(deviceId === undefined ? {} : { deviceId }),
          processing,
          onChunk: () => undefined,
          // The level says it: nothing is heard any more.
          onLost: () => undefined,
        },
        signal,
      );
      signal.addEventListener("abort", () => stream.close(), { once: true });
      return () => stream.level();
    },
    async play({ speakerId, volume }, signal) {
      await new Promise<void>((resolve, reject) => {
        const over = () => resolve();
        signal.addEventListener("abort", over, { once: true });
        const events = {
          onStarted: () => undefined,
          onPlayed: () => undefined,
          onDrained: over,
          onFlushed: over,
        };
        const device = speakerId === undefined ? {} : { deviceId: speakerId };
        speaker.open({ ...events, ...device, volume, onLost: reject }, signal).then((stream) => {
          stream.write(chime(playbackRateHz), playbackRateHz, 1);
          stream.finish(1);
          signal.addEventListener("abort", () => void stream.close(), { once: true });
        }, reject);
      });
    },
  };
}
