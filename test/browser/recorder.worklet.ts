export {};

// The AudioWorklet scope has no types in a project with the DOM.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Posts every quantum that it hears, as a Float32Array; its own output is silent. */
class Recorder extends AudioWorkletProcessor {
  process(inputs: Float32Array[][]): boolean {
    const quantum = inputs[0]?.[0];
    if (quantum !== undefined) this.port.postMessage(quantum.slice());
    return true;
  }
}

registerProcessor("test-recorder", Recorder);
