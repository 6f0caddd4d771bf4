import { playbackRateHz } from "../core/audio/playback-messages.ts";
import type { DeviceInfo, DeviceList, Speaker, SpeakerOptions, SpeakerStream } from "../core/ports.ts";
import { Scope } from "../core/scope.ts";
import playbackUrl from "../worklets/playback.worklet.ts?worker&url";
import {
  abortable,
  type CreateNode,
  closeAudioContext,
  loadWorklet,
  openAudioContext,
} from "./audio-context.ts";
import { outputsOf } from "./output-device.ts";
import { PlaybackStream } from "./playback-stream.ts";

/** The part of `navigator.mediaDevices` that tells of outputs. */
export type OutputDevices = Pick<
  MediaDevices,
  "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

/** What the browser gives, replaceable for tests. */
export interface SpeakerPlatform {
  /** Undefined on a page that is not secure. */
  readonly devices: OutputDevices | undefined;
  readonly openContext: () => AudioContext;
  /** Where the playback worklet comes from. */
  readonly workletUrl: string;
  readonly createNode: CreateNode;
}

/** Speaker over the playback worklet, in a context of the service's own rate where the browser allows it. */
export class WebSpeaker implements Speaker, DeviceList {
  readonly #platform: SpeakerPlatform;

  constructor(platform: Partial<SpeakerPlatform> = {}) {
    this.#platform = {
      devices: navigator.mediaDevices,
      openContext: () => openAudioContext(playbackRateHz),
      workletUrl: playbackUrl,
      createNode: (...args) => new AudioWorkletNode(...args),
      ...platform,
    };
  }

  /** Nothing where the browser does not let choose. */
  async list(): Promise<readonly DeviceInfo[]> {
    const { devices } = this.#platform;
    if (devices === undefined || !("setSinkId" in AudioContext.prototype)) return [];
    return (await outputsOf(devices)).map(({ deviceId, label }) => ({ deviceId, label }));
  }

  onListChange(callback: () => void): () => void {
    const { devices } = this.#platform;
    devices?.addEventListener("devicechange", callback);
    return () => devices?.removeEventListener("devicechange", callback);
  }

  async open(options: SpeakerOptions, signal: AbortSignal): Promise<SpeakerStream> {
    signal.throwIfAborted();
    const scope = new Scope();
    const context = this.#platform.openContext();
    scope.add(() => closeAudioContext(context));
    try {
      await abortable(loadWorklet(context, this.#platform.workletUrl), signal);
      return new PlaybackStream({ ...this.#platform, events: options, scope }, context);
    } catch (error) {
      scope.dispose();
      throw error;
    }
  }
}
