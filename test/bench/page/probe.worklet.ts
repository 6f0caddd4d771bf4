import { type ProbeCommand, type ProbeEvent, type ProbeOptions, probeProcessor } from "./probe-messages.ts";
import { SoundEdges } from "./sound-edges.ts";

/** Passes sound on unchanged and tells where it begins and ends. */
class Probe extends AudioWorkletProcessor {
  readonly #edges: SoundEdges;
  #last = 0;
  #largestStep = 0;

  constructor({ processorOptions }: AudioWorkletNodeOptions) {
    super();
    const options: ProbeOptions = processorOptions;
    this.#edges = new SoundEdges(
      options,
      (frame, silentFrames) => this.#post({ type: "sound", frame, silentFrames }),
      (frame) => this.#post({ type: "silence", frame, largestStep: this.#largestStep }),
    );
    this.port.onmessage = ({ data }: MessageEvent<ProbeCommand>) => {
      if (data.type === "mark") this.#largestStep = 0;
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const heard = inputs[0]?.[0] ?? silence;
    this.#measureSteps(heard);
    this.#edges.hear(heard, currentFrame);
    outputs[0]?.[0]?.set(heard);
    return true;
  }

  #measureSteps(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i += 1) {
      const sample = samples[i] ?? 0;
      this.#largestStep = Math.max(this.#largestStep, Math.abs(sample - this.#last));
      this.#last = sample;
    }
  }

  #post(event: ProbeEvent): void {
    this.port.postMessage(event);
  }
}

/** An input without a source: time goes on. */
const silence = new Float32Array(128);

registerProcessor(probeProcessor, Probe);
