import { defaultDevice, defaultLabel } from "../core/audio/microphone-choice.ts";
import {
  type PlaybackCommand,
  type PlaybackEvent,
  type PlaybackReport,
  type PlayedEvent,
  playbackProcessor,
  playbackRateHz,
} from "../core/audio/playback-messages.ts";
import { QueuedSegments } from "../core/audio/queued-segments.ts";
import { RepeatedDeaths } from "../core/audio/repeated-deaths.ts";
import { SpeakerError } from "../core/errors.ts";
import type { SpeakerOptions, SpeakerStream } from "../core/ports.ts";
import type { Scope } from "../core/scope.ts";
import { closeAudioContext, loadWorklet, onDeath } from "./audio-context.ts";
import { heardClock } from "./heard-clock.ts";
import { keepRunning } from "./keep-running.ts";
import { outputsOf, routeOutput } from "./output-device.ts";
import type { SpeakerPlatform } from "./speaker.ts";

/** Time for the worklet to hand over its last block; a context that stands still never does. */
const closeWithinMs = 500;

/** What an open output works with; its scope owns what it opens. */
export interface PlaybackParts extends SpeakerPlatform {
  readonly events: SpeakerOptions;
  readonly scope: Scope;
}

/** So fast does the volume follow, in seconds: without a click. */
const volumeSeconds = 0.02;

type Sent = readonly [PlaybackCommand, Transferable[]];

/**
 * An open output: page → playback worklet → destination. Outlives its worklet and its audio context: what they had
 * queued is told as cut, and what comes later plays.
 */
export class PlaybackStream implements SpeakerStream {
  readonly #parts: PlaybackParts;
  readonly #deaths = new RepeatedDeaths();
  readonly #segments = new QueuedSegments();
  #context: AudioContext;
  /** How loud it is heard. */
  #gain: GainNode;
  #volume: number;
  #deviceId: string | undefined;
  /** The sound goes where it was to go first. */
  #routed = false;
  #node: AudioWorkletNode;
  /** Ends with the context. */
  #running = new AbortController();
  /** What comes while another context opens. */
  #waiting: Sent[] | undefined;
  #ducked = false;
  #report: PlaybackReport | undefined;
  #default: string | undefined;
  #closing: Promise<void> | undefined;
  #onClosed: () => void = () => undefined;

  /** @param context with the playback worklet loaded */
  constructor(parts: PlaybackParts, context: AudioContext) {
    this.#parts = parts;
    this.#context = context;
    this.#volume = parts.events.volume ?? 1;
    this.#deviceId = parts.events.deviceId;
    this.#gain = this.#buildGain();
    this.#node = this.#build();
    parts.scope.add(() => this.#running.abort());
    parts.scope.add(() => closeAudioContext(this.#context));
    parts.scope.add(() => this.#node.disconnect());
    parts.scope.add(() => this.#gain.disconnect());
    this.#keepRunning();
    void this.#followDevices();
  }

  write(samples: Int16Array<ArrayBuffer>, sampleRateHz: number, segment: number): void {
    if (!this.#segments.queue(segment)) return;
    const arrivedMs = performance.now();
    this.#send({ type: "write", samples, sampleRateHz, segment, arrivedMs }, [samples.buffer]);
  }

  finish(segment: number): void {
    if (this.#segments.queue(segment)) this.#send({ type: "finish", segment });
  }

  flush(): void {
    this.#send({ type: "flush" });
  }

  duck(ducked: boolean): void {
    this.#ducked = ducked;
    this.#send({ type: "duck", ducked });
  }

  setVolume(volume: number): void {
    this.#volume = volume;
    this.#gain.gain.setTargetAtTime(volume, this.#context.currentTime, volumeSeconds);
  }

  async use(deviceId: string | undefined): Promise<void> {
    if (this.#isOver || deviceId === this.#deviceId) return;
    this.#deviceId = deviceId;
    await this.#route();
  }

  level(): number {
    return this.#closing === undefined ? (this.#report?.level ?? 0) : 0;
  }

  /** Safari tells only a part of it. */
  latencyMs(): number {
    const { baseLatency = 0, outputLatency = baseLatency }: Partial<AudioContext> = this.#context;
    return outputLatency * 1000;
  }

  report(): PlaybackReport | undefined {
    return this.#report;
  }

  wake(): void {
    // A context that refuses stays in its state, which is looked after.
    this.#context.resume().catch(() => undefined);
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
    this.#parts.scope.dispose();
  }

  get #isOver(): boolean {
    return this.#closing !== undefined || this.#parts.scope.signal.aborted;
  }

  #build(): AudioWorkletNode {
    const node = this.#parts.createNode(this.#context, playbackProcessor, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    node.port.onmessage = ({ data }: MessageEvent<PlaybackEvent>) => {
      if (node === this.#node) this.#take(data);
    };
    onDeath(node, (cause) => this.#rebuild(cause));
    node.connect(this.#gain);
    return node;
  }

  #buildGain(): GainNode {
    const gain = new GainNode(this.#context, { gain: this.#volume });
    gain.connect(this.#context.destination);
    return gain;
  }

  #keepRunning(): void {
    this.#running.abort();
    this.#running = new AbortController();
    const { onChanged } = this.#parts.events;
    const events = {
      onFrozen: () => void this.#reopen(),
      onBlocked: (lasts: boolean) => onChanged?.({ type: "trouble", trouble: "speaker-blocked", lasts }),
    };
    keepRunning(this.#context, events, this.#running.signal);
  }

  /** The worklet broke. */
  #rebuild(cause: unknown): void {
    if (this.#isOver || this.#diesToo(cause)) return;
    this.#replaceNode();
    this.#cutQueued();
  }

  /** The context broke: another one takes its place, with another clock. */
  async #reopen(): Promise<void> {
    if (this.#isOver || this.#waiting !== undefined) return;
    if (this.#diesToo(new Error("The audio context stands still."))) return;
    this.#waiting = [];
    this.#cutQueued();
    const context = this.#parts.openContext();
    try {
      await loadWorklet(context, this.#parts.workletUrl);
    } catch (error) {
      closeAudioContext(context);
      if (!this.#isOver) this.#lose(error);
      return;
    }
    if (this.#isOver) return closeAudioContext(context);
    const broken = this.#context;
    this.#context = context;
    this.#gain = this.#buildGain();
    this.#replaceNode();
    closeAudioContext(broken);
    this.#parts.events.onChanged?.({ type: "new-clock" });
    this.#keepRunning();
    void this.#route();
  }

  /** What was sent meanwhile reaches the new one. */
  #replaceNode(): void {
    const broken = this.#node;
    this.#node = this.#build();
    broken.disconnect();
    broken.port.close();
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (this.#ducked) this.#send({ type: "duck", ducked: true });
    for (const [command, transfer] of waiting) this.#send(command, transfer);
  }

  #cutQueued(): void {
    const heard = this.#report;
    if (heard !== undefined) this.#report = { ...heard, level: 0, bufferedFrames: 0 };
    for (const segment of this.#segments.lose())
      this.#parts.events.onFlushed(segment, heard?.segment === segment ? msOf(heard) : 0);
  }

  /** Notes that something broke; answers whether that was once too often. */
  #diesToo(cause: unknown): boolean {
    const hopeless = this.#deaths.died(performance.now());
    if (hopeless) this.#lose(cause);
    return hopeless;
  }

  #lose(cause: unknown): void {
    this.#cutQueued();
    this.#parts.scope.dispose();
    this.#parts.events.onLost?.(new SpeakerError("lost", { cause }));
  }

  /** Takes the chosen output, or the system's default while that one is away or cannot be opened. */
  async #route(): Promise<void> {
    const { devices, events } = this.#parts;
    if (devices === undefined) return;
    try {
      const moved = await routeOutput(this.#context, this.#deviceId, await outputsOf(devices));
      const isNews = this.#routed && moved !== undefined && !this.#isOver;
      this.#routed = true;
      if (isNews) events.onChanged?.({ type: "speaker", label: moved.label });
    } catch (error) {
      console.warn("The chosen output cannot be used; the sound stays where it was.", error);
    }
  }

  /** The browser moves the sound by itself when the system's default output changes: this tells where to. */
  async #followDevices(): Promise<void> {
    const { devices, scope, events } = this.#parts;
    if (devices === undefined) return;
    const look = async () => {
      await this.#route();
      const list = await outputsOf(devices);
      const before = this.#default;
      this.#default = defaultDevice(list) ?? before;
      if (this.#isOver || before === undefined || this.#deviceId !== undefined) return;
      if (this.#default !== before) events.onChanged?.({ type: "speaker", label: defaultLabel(list) });
    };
    const onList = () => void look();
    devices.addEventListener("devicechange", onList);
    scope.add(() => devices.removeEventListener("devicechange", onList));
    await look();
  }

  #send(command: PlaybackCommand, transfer: Transferable[] = []): void {
    if (this.#closing !== undefined) return;
    if (this.#waiting === undefined) this.#node.port.postMessage(command, transfer);
    else this.#waiting.push([command, transfer]);
  }

  #take(event: PlaybackEvent): void {
    if (this.#parts.scope.signal.aborted) return;
    if (event.type === "played") this.#played(event);
    else if (event.type === "closed") this.#onClosed();
    else if (this.#closing === undefined) this.#tell(event);
  }

  #played({ firstFrame, pcm }: PlayedEvent): void {
    this.#parts.events.onPlayed({ firstFrame, pcm, clock: heardClock(this.#context, playbackRateHz) });
  }

  #tell(event: Exclude<PlaybackEvent, { readonly type: "played" | "closed" }>): void {
    const { events } = this.#parts;
    switch (event.type) {
      case "started":
        events.onStarted(event.segment);
        break;
      case "drained":
        this.#segments.ended(event.segment);
        events.onDrained(event.segment, this.#ms(event.playedFrames));
        break;
      case "flushed":
        this.#segments.ended(event.segment);
        events.onFlushed(event.segment, this.#ms(event.playedFrames));
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

function msOf({ playedFrames, sampleRateHz }: PlaybackReport): number {
  return (playedFrames / sampleRateHz) * 1000;
}
