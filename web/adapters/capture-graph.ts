import {
  type CaptureChunk,
  type CaptureCommand,
  type CaptureEvent,
  captureProcessor,
  captureRateHz,
} from "../core/audio/capture-messages.ts";
import { type CreateNode, closeAudioContext, onDeath } from "./audio-context.ts";

export interface CaptureGraphEvents {
  readonly onChunk: (chunk: CaptureChunk) => void;
  /** The worklet broke. It is built anew, unless the graph is closed now. */
  readonly onDied: (cause: unknown) => void;
}

/**
 * Source → capture worklet → page, in one context. The source may change and the worklet may be built anew: frames go
 * on counting on the context's clock. Owns the context.
 */
export class CaptureGraph {
  readonly context: AudioContext;
  readonly #createNode: CreateNode;
  readonly #events: CaptureGraphEvents;
  /** Which frame the first chunk begins with. */
  readonly #startFrame: (firstChunk: CaptureEvent) => number;
  #node: AudioWorkletNode;
  #source: MediaStreamAudioSourceNode | undefined;
  /** Of the context's clock and of ours at the same moment. */
  #zero: { readonly contextFrame: number; readonly frame: number } | undefined;
  #muted = false;
  #isClosed = false;

  /** @param context with the capture worklet loaded */
  constructor(
    context: AudioContext,
    createNode: CreateNode,
    startFrame: (firstChunk: CaptureEvent) => number,
    events: CaptureGraphEvents,
  ) {
    this.context = context;
    this.#createNode = createNode;
    this.#events = events;
    this.#startFrame = startFrame;
    this.#node = this.#build();
  }

  /**
   * Takes the sound from this stream; the one before is let go of after.
   * @throws DOMException `NotSupportedError` where the stream has another rate than the context, in Firefox
   */
  hear(media: MediaStream): void {
    const source = this.context.createMediaStreamSource(media);
    source.connect(this.#node);
    this.#source?.disconnect();
    this.#source = source;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#tellMuted();
  }

  close(): void {
    this.#isClosed = true;
    this.#source?.disconnect();
    this.#node.disconnect();
    this.#node.port.close();
    closeAudioContext(this.context);
  }

  #build(): AudioWorkletNode {
    const node = this.#createNode(this.context, captureProcessor, {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
    });
    node.port.onmessage = ({ data }: MessageEvent<CaptureEvent>) => this.#take(data);
    onDeath(node, (cause) => this.#rebuild(cause));
    // The node's own output is silent; some browsers run only what leads to the destination.
    node.connect(this.context.destination);
    return node;
  }

  /** What a worklet that broke had in its unfinished chunk is lost. */
  #rebuild(cause: unknown): void {
    if (!this.#isClosed) this.#events.onDied(cause);
    if (this.#isClosed) return;
    const broken = this.#node;
    this.#node = this.#build();
    this.#tellMuted();
    this.#source?.connect(this.#node);
    this.#source?.disconnect(broken);
    broken.disconnect();
    broken.port.close();
  }

  #tellMuted(): void {
    const command: CaptureCommand = { type: "mute", muted: this.#muted };
    this.#node.port.postMessage(command);
  }

  #take(chunk: CaptureEvent): void {
    this.#zero ??= { contextFrame: chunk.beganFrame, frame: this.#startFrame(chunk) };
    const { contextFrame, frame } = this.#zero;
    const seconds = (chunk.beganFrame - contextFrame) / this.context.sampleRate;
    const firstFrame = frame + Math.ceil(seconds * captureRateHz) + chunk.firstFrame;
    this.#events.onChunk({ ...chunk, firstFrame });
  }
}
