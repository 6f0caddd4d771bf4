import {
  type CaptureCommand,
  type CaptureEvent,
  captureProcessor,
  captureRateHz,
  chunkFrames,
} from "../core/audio/capture-messages.ts";
import { ChunkPhase } from "../core/audio/chunk-phase.ts";
import { Framer } from "../core/audio/framer.ts";
import { floatToS16, rms } from "../core/audio/pcm.ts";
import { QuietPairs } from "../core/audio/quiet-pairs.ts";
import { Resampler } from "../core/audio/resampler.ts";
import { SoundOnset } from "../core/audio/sound-onset.ts";
import { VoiceDetector } from "../core/audio/voice-detector.ts";

/** Largest render quantum that any browser offers, and then some. */
const maxQuantumFrames = 4_096;
/** What a microphone that gives nothing (a track the system muted) is heard as, so that time goes on. */
const silence = new Float32Array(128);

/** Microphone at the context's rate in, chunks of s16 at 16 kHz out, of about 20 ms, in a long quiet of 40. Its audio output stays silent. */
class CaptureProcessor extends AudioWorkletProcessor implements AudioWorkletProcessorImpl {
  readonly #resampler = new Resampler(sampleRate, captureRateHz);
  readonly #resampled = new Float32Array(this.#resampler.outputRoom(maxQuantumFrames));
  readonly #framer = new Framer(chunkFrames, (chunk) => this.#hear(chunk));
  readonly #pairs = new QuietPairs((chunk) => this.#post(chunk));
  readonly #phase = new ChunkPhase();
  readonly #onset = new SoundOnset();
  readonly #voice = new VoiceDetector();
  #isVoice = false;
  #muted = false;
  #nextFrame = 0;
  #beganFrame: number | undefined;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<CaptureCommand>) => {
      switch (data.type) {
        case "mute":
          this.#pairs.flush();
          this.#muted = data.muted;
          break;
        default:
          data.type satisfies never;
      }
    };
  }

  process(inputs: Float32Array[][]): boolean {
    this.#beganFrame ??= currentFrame;
    const longerFrames = this.#phase.onQuantum(Date.now(), this.#framer.filled);
    if (longerFrames > 0) this.#framer.lengthen(longerFrames);
    const frames = this.#resampler.process(inputs[0]?.[0] ?? silence, this.#resampled);
    this.#framer.push(this.#resampled, frames);
    // The first of a word does not wait for the chunk to fill.
    if (this.#onset.hear(this.#resampled, frames)) this.#framer.split();
    return true;
  }

  #hear(chunk: Float32Array): void {
    this.#isVoice = this.#voice.hear(chunk);
    this.#pairs.push(chunk, this.#isVoice);
  }

  #post(chunk: Float32Array): void {
    const pcm = new Int16Array(chunk.length);
    if (!this.#muted) floatToS16(chunk, pcm);
    const message: CaptureEvent = {
      type: "chunk",
      pcm: pcm.buffer,
      firstFrame: this.#nextFrame,
      level: rms(chunk),
      voice: this.#isVoice,
      beganFrame: this.#beganFrame ?? 0,
    };
    this.#nextFrame += chunk.length;
    this.port.postMessage(message, [pcm.buffer]);
  }
}

registerProcessor(captureProcessor, CaptureProcessor);
