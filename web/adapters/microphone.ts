import { MicrophoneError } from "../core/errors.ts";
import type { DeviceInfo, Microphone, MicrophoneOptions, MicrophoneStream } from "../core/ports.ts";
import { Scope } from "../core/scope.ts";
import captureUrl from "../worklets/capture.worklet.ts?worker&url";
import {
  abortable,
  type CreateNode,
  closeAudioContext,
  loadWorklet,
  openAudioContext,
} from "./audio-context.ts";
import { claimAudioSession } from "./audio-session.ts";
import { CaptureStream } from "./capture-stream.ts";
import { type CaptureDevices, type MediaWish, requestMedia, stopTracks } from "./microphone-media.ts";

/** What the browser gives, replaceable for tests. */
export interface MicrophonePlatform {
  /** Undefined on a page that is not secure. */
  readonly devices: CaptureDevices | undefined;
  readonly openContext: () => AudioContext;
  /** Where the capture worklet comes from. */
  readonly workletUrl: string;
  readonly createNode: CreateNode;
  /** How long a microphone that went away may take to be there again, in ms. */
  readonly patienceMs: number;
}

/**
 * Bluetooth headsets take seconds to change how they work: WebKit was seen to take five
 * (https://github.com/WebKit/WebKit/pull/8870).
 */
const patienceMs = 6_000;

/** Microphone over getUserMedia and the capture worklet. */
export class WebMicrophone implements Microphone {
  readonly #platform: MicrophonePlatform;

  constructor(platform: Partial<MicrophonePlatform> = {}) {
    this.#platform = {
      devices: navigator.mediaDevices,
      openContext: openAudioContext,
      workletUrl: captureUrl,
      patienceMs,
      createNode: (...args) => new AudioWorkletNode(...args),
      ...platform,
    };
  }

  async open(options: MicrophoneOptions, signal: AbortSignal): Promise<MicrophoneStream> {
    signal.throwIfAborted();
    const { devices } = this.#platform;
    if (devices === undefined) throw new MicrophoneError(isSecureContext ? "unsupported" : "insecure");
    const scope = new Scope();
    const close = () => scope.dispose();
    signal.addEventListener("abort", close, { once: true });
    try {
      return await this.#capture(devices, options, scope, signal);
    } catch (error) {
      scope.dispose();
      throw error;
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  async list(): Promise<readonly DeviceInfo[]> {
    const devices = (await this.#platform.devices?.enumerateDevices()) ?? [];
    return devices
      .filter(({ kind }) => kind === "audioinput")
      .map(({ deviceId, label }) => ({ deviceId, label }));
  }

  onListChange(callback: () => void): () => void {
    const { devices } = this.#platform;
    devices?.addEventListener("devicechange", callback);
    return () => devices?.removeEventListener("devicechange", callback);
  }

  /** Everything up to the `await` happens inside the click. */
  async #capture(
    devices: CaptureDevices,
    options: MicrophoneOptions,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<MicrophoneStream> {
    scope.add(claimAudioSession());
    const context = this.#platform.openContext();
    scope.add(() => closeAudioContext(context));
    const asked = requestMedia(devices, wishOf(options)).then((stream) => {
      scope.add(() => stopTracks(stream));
      return stream;
    });
    const worklet = loadWorklet(context, this.#platform.workletUrl);
    const [media] = await abortable(Promise.all([asked, worklet]), signal);
    return new CaptureStream({ ...this.#platform, devices, options, scope }, context, media);
  }
}

function wishOf({ deviceId, processing }: MicrophoneOptions): MediaWish {
  return { deviceId, processing };
}
