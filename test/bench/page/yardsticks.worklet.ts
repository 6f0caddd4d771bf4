import { chunkingProcessor, queueProcessor } from "./yardstick-messages.ts";

/** Fills a chunk, posts it, fills the next. */
class Chunking extends AudioWorkletProcessor {
  readonly #chunk: Float32Array;
  #filled = 0;

  constructor({ processorOptions }: AudioWorkletNodeOptions) {
    super();
    const { chunkFrames }: { readonly chunkFrames: number } = processorOptions;
    this.#chunk = new Float32Array(chunkFrames);
  }

  process(inputs: Float32Array[][]): boolean {
    for (const sample of inputs[0]?.[0] ?? []) {
      this.#chunk[this.#filled] = sample;
      this.#filled = (this.#filled + 1) % this.#chunk.length;
      if (this.#filled === 0) this.port.postMessage(this.#chunk.slice());
    }
    return true;
  }
}

/** A queue without a start buffer and without fades. */
class Queue extends AudioWorkletProcessor {
  readonly #parts: Float32Array[] = [];
  #played = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
      if (data !== null) return void this.#parts.push(data);
      this.#parts.length = 0;
      this.#played = 0;
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0] ?? new Float32Array(0);
    for (let i = 0; i < output.length; i += 1) output[i] = this.#next();
    return true;
  }

  #next(): number {
    const part = this.#parts[0];
    if (part === undefined) return 0;
    const sample = part[this.#played] ?? 0;
    this.#played += 1;
    if (this.#played >= part.length) {
      this.#parts.shift();
      this.#played = 0;
    }
    return sample;
  }
}

registerProcessor(chunkingProcessor, Chunking);
registerProcessor(queueProcessor, Queue);
