import probeUrl from "./probe.worklet.ts?worker&url";
import { type ProbeCommand, type ProbeEvent, type ProbeOptions, probeProcessor } from "./probe-messages.ts";

/** A probe's word, and when the page heard it: `performance.now()`. */
export type Heard<Event extends ProbeEvent = ProbeEvent> = Event & { readonly atMs: number };

/** A node that sound passes through, and what it has told. */
export class Probe {
  readonly node: AudioWorkletNode;
  readonly events: Heard[] = [];

  private constructor(context: AudioContext, options: ProbeOptions) {
    this.node = new AudioWorkletNode(context, probeProcessor, {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
      processorOptions: options,
    });
    this.node.port.onmessage = ({ data }: MessageEvent<ProbeEvent>) =>
      this.events.push({ ...data, atMs: performance.now() });
  }

  static async load(context: AudioContext, options: ProbeOptions): Promise<Probe> {
    await context.audioWorklet.addModule(probeUrl);
    return new Probe(context, options);
  }

  /** Forgets what it told. */
  clear(): void {
    this.events.length = 0;
  }

  /** From here on the largest step counts. */
  mark(): void {
    this.node.port.postMessage({ type: "mark" } satisfies ProbeCommand);
  }

  first(type: "sound"): Heard<Extract<ProbeEvent, { type: "sound" }>> | undefined;
  first(type: "silence"): Heard<Extract<ProbeEvent, { type: "silence" }>> | undefined;
  first(type: ProbeEvent["type"]): Heard | undefined {
    return this.events.find((event) => event.type === type);
  }
}
