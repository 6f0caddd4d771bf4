import { captureRateHz, chunkFrames } from "../../web/core/audio/capture-messages.ts";
import { VoiceDetector } from "../../web/core/audio/voice-detector.ts";
import type { Clock, Microphone, MicrophoneOptions, MicrophoneStream } from "../../web/core/ports.ts";

/** A microphone that hears a sound, once, and then what is in it for ever: silence. */
export class PlayedMicrophone implements Microphone {
  /** All that was handed out, in order. */
  readonly given: Buffer[] = [];
  isOpen = false;
  readonly #clock: Clock;
  readonly #samples: Int16Array;

  constructor(clock: Clock, samples: Int16Array) {
    this.#clock = clock;
    this.#samples = samples;
  }

  async open({ onChunk }: MicrophoneOptions, signal: AbortSignal): Promise<MicrophoneStream> {
    signal.throwIfAborted();
    this.isOpen = true;
    const detector = new VoiceDetector();
    const startMs = this.#clock.now();
    let firstFrame = 0;
    const give = () => {
      const due = ((this.#clock.now() - startMs) / 1_000) * captureRateHz;
      while (this.isOpen && firstFrame + chunkFrames <= due) {
        const pcm = this.#chunk(firstFrame);
        this.given.push(Buffer.from(pcm.slice().buffer));
        const voice = detector.hear(Float32Array.from(pcm, (sample) => sample / 32_768));
        onChunk({ type: "chunk", pcm: pcm.buffer, firstFrame, level: 0, voice });
        firstFrame += chunkFrames;
      }
      if (this.isOpen) this.#clock.setTimer(20, give);
    };
    give();
    return {
      setMuted: () => undefined,
      level: () => 0,
      use: async () => undefined,
      process: async () => undefined,
      wake: () => undefined,
      close: () => {
        this.isOpen = false;
      },
    };
  }

  async list() {
    return [];
  }

  onListChange() {
    return () => undefined;
  }

  /** No two stretches of it are the same, silence included: the lowest bits are noise. */
  #chunk(firstFrame: number): Int16Array<ArrayBuffer> {
    return Int16Array.from({ length: chunkFrames }, (_, at) => {
      const frame = firstFrame + at;
      return Math.max(-32_768, Math.min(32_767, (this.#samples[frame] ?? 0) + noiseAt(frame)));
    });
  }
}

/** −16 to 15, the same for the same frame, and like nothing else around it. */
function noiseAt(frame: number): number {
  const mixed = Math.imul(frame ^ (frame >>> 15), 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 27) - 16;
}
