import {
  type PlaybackCommand,
  type PlaybackEvent,
  type PlaybackReport,
  type PlayedEvent,
  playbackProcessor,
  playbackRateHz,
} from "../core/audio/playback-messages.ts";
import type { Speaker, SpeakerEvents, SpeakerStream } from "../core/ports.ts";
import { Scope } from "../core/scope.ts";
import playbackUrl from "../worklets/playback.worklet.ts?worker&url";
import { abortable, closeAudioContext, keepRunning, loadWorklet, openAudioContext } from "./audio-context.ts";
import { heardClock } from "./heard-clock.ts";

/** Time for the worklet to hand over its last block; a context that stands still never does. */
const closeWithinMs = 500;

/** What the browser gives, replaceable for tests. */
export interface SpeakerPlatform {
  readonly openContext: () => AudioContext;
}

/** Speaker over the playback worklet, in a context of the service's own rate where the browser allows it. */
export class WebSpeaker implements Speaker {
  readonly #platform: SpeakerPlatform;

  constructor(platform: Partial<SpeakerPlatform> = {}) {
    this.#platform = { openContext: () => openAudioContext(playbackRateHz), ...platform };
  }

  async open(events: SpeakerEvents, signal: AbortSignal): Promise<SpeakerStream> {
    signal.throwIfAborted();
    const scope = new Scope();
    const context = this.#platform.openContext();
    scope.add(() => closeAudioContext(context));
    try {
      await abortable(loadWorklet(context, playbackUrl), signal);
      return new WorkletStream(context, events, scope);
    } catch (error) {
      scope.dispose();
      throw error;
    }
  }
}

/** An open output: page → playback worklet → destination. */
class WorkletStream implements SpeakerStream {
  readonly #node: AudioWorkletNode;
  readonly #context: AudioContext;
  readonly #events: SpeakerEvents;
  readonly #scope: Scope;
  #report: PlaybackReport | undefined;
  #closing: Promise<void> | undefined;
  #onClosed: () => void = () => undefined;

  constructor(context: AudioContext, events: SpeakerEvents, scope: Scope) {
    this.#context = context;
    this.#events = events;
    this.#scope = scope;
    this.#node = new AudioWorkletNode(context, playbackProcessor, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.#node.connect(context.destination);
    this.#node.port.onmessage = ({ data }: MessageEvent<PlaybackEvent>) => this.#take(data);
    scope.add(() => this.#node.disconnect());
    keepRunning(context, () => undefined, scope.signal);
  }

  write(samples: Int16Array<ArrayBuffer>, sampleRateHz: number, segment: number): void {
    const arrivedMs = performance.now();
    this.#send({ type: "write", samples, sampleRateHz, segment, arrivedMs }, [samples.buffer]);
  }

  finish(segment: number): void {
    this.#send({ type: "finish", segment });
  }

  flush(): void {
    this.#send({ type: "flush" });
  }

  duck(ducked: boolean): void {
    this.#send({ type: "duck", ducked });
  }

  level(): number {
    return this.#closing === undefined ? (this.#report?.level ?? 0) : 0;
  }

  report(): PlaybackReport | undefined {
    return this.#report;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Silent at once, and released when the worklet has had its last word. */
  async #close(): Promise<void> {
    const handedOver = new Promise<void>((resolve) => {
      this.#onClosed = resolve;
      setTimeout(resolve, closeWithinMs);
    });
    this.#send({ type: "close" });
    this.#node.disconnect();
    await handedOver;
    this.#scope.dispose();
  }

  #send(command: PlaybackCommand, transfer: Transferable[] = []): void {
    if (this.#closing === undefined) this.#node.port.postMessage(command, transfer);
  }

  #take(event: PlaybackEvent): void {
    if (this.#scope.signal.aborted) return;
    if (event.type === "played") this.#played(event);
    else if (event.type === "closed") this.#onClosed();
    else if (this.#closing === undefined) this.#tell(event);
  }

  #played({ firstFrame, pcm }: PlayedEvent): void {
    this.#events.onPlayed({ firstFrame, pcm, clock: heardClock(this.#context, playbackRateHz) });
  }

  #tell(event: Exclude<PlaybackEvent, { readonly type: "played" | "closed" }>): void {
    switch (event.type) {
      case "started":
        this.#events.onStarted(event.segment);
        break;
      case "drained":
        this.#events.onDrained(event.segment, this.#ms(event.playedFrames));
        break;
      case "flushed":
        this.#events.onFlushed(event.segment, this.#ms(event.playedFrames));
        break;
      case "report":
        this.#report = event;
        break;
      default:
        event satisfies never;
    }
  }

  #ms(frames: number): number {
    return (frames / this.#context.sampleRate) * 1000;
  }
}
