import { type CaptureCommand, type CaptureEvent, captureProcessor } from "../core/audio/capture-messages.ts";
import { MicrophoneError, type MicrophoneReason } from "../core/errors.ts";
import type { Microphone, MicrophoneInfo, MicrophoneOptions, MicrophoneStream } from "../core/ports.ts";
import { Scope } from "../core/scope.ts";
import captureUrl from "../worklets/capture.worklet.ts?worker&url";
import { abortable, closeAudioContext, keepRunning, loadWorklet, openAudioContext } from "./audio-context.ts";
import { claimAudioSession } from "./audio-session.ts";

/** The part of `navigator.mediaDevices` that is used here. */
export type CaptureDevices = Pick<
  MediaDevices,
  "getUserMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

/** What the browser gives, replaceable for tests. */
export interface MicrophonePlatform {
  /** Undefined on a page that is not secure. */
  readonly devices: CaptureDevices | undefined;
  readonly openContext: () => AudioContext;
}

/** Microphone over getUserMedia and the capture worklet. */
export class WebMicrophone implements Microphone {
  readonly #platform: MicrophonePlatform;

  constructor(platform: Partial<MicrophonePlatform> = {}) {
    this.#platform = { devices: navigator.mediaDevices, openContext: () => openAudioContext(), ...platform };
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

  async list(): Promise<readonly MicrophoneInfo[]> {
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
    const media = requestMedia(devices, options.deviceId).then((stream) => {
      scope.add(() => stopTracks(stream));
      return stream;
    });
    const [stream] = await abortable(Promise.all([media, loadWorklet(context, captureUrl)]), signal);
    return new WorkletStream(context, stream, options, scope);
  }
}

/** An open microphone: source → capture worklet → page. */
class WorkletStream implements MicrophoneStream {
  readonly #node: AudioWorkletNode;
  readonly #options: MicrophoneOptions;
  readonly #scope: Scope;
  #level = 0;

  constructor(context: AudioContext, media: MediaStream, options: MicrophoneOptions, scope: Scope) {
    this.#options = options;
    this.#scope = scope;
    const source = context.createMediaStreamSource(media);
    this.#node = new AudioWorkletNode(context, captureProcessor, {
      channelCount: 1,
      channelCountMode: "explicit",
      outputChannelCount: [1],
    });
    // The node's own output is silent; some browsers run only what leads to the destination.
    source.connect(this.#node).connect(context.destination);
    scope.add(() => source.disconnect());
    scope.add(() => this.#node.disconnect());
    this.#listen(context, media);
  }

  setMuted(muted: boolean): void {
    const command: CaptureCommand = { type: "mute", muted };
    this.#node.port.postMessage(command);
  }

  level(): number {
    return this.#scope.signal.aborted ? 0 : this.#level;
  }

  close(): void {
    this.#scope.dispose();
  }

  #listen(context: AudioContext, media: MediaStream): void {
    const { signal } = this.#scope;
    const lose = (cause?: unknown) => this.#lose(cause);
    this.#node.port.onmessage = ({ data }: MessageEvent<CaptureEvent>) => this.#take(data);
    this.#node.addEventListener("processorerror", lose, { signal });
    for (const track of media.getAudioTracks()) track.addEventListener("ended", lose, { signal });
    keepRunning(context, lose, signal);
  }

  #take(chunk: CaptureEvent): void {
    if (this.#scope.signal.aborted) return;
    this.#level = chunk.level;
    this.#options.onChunk(chunk);
  }

  #lose(cause: unknown): void {
    if (this.#scope.signal.aborted) return;
    this.#scope.dispose();
    this.#options.onLost(new MicrophoneError("lost", { cause }));
  }
}

/** Asks for the microphone, with the browser's whole voice processing; a wished device that is gone is no failure. */
async function requestMedia(devices: CaptureDevices, deviceId: string | undefined): Promise<MediaStream> {
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: { ideal: 1 },
    ...(deviceId === undefined ? {} : { deviceId: { ideal: deviceId } }),
  };
  try {
    return await devices.getUserMedia({ audio });
  } catch (cause) {
    throw new MicrophoneError(reasonOf(cause), { cause });
  }
}

/** getUserMedia's own AbortError is a device that did not start, not a cancellation. */
function reasonOf(error: unknown): MicrophoneReason {
  const name = error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "not-found";
    case "TypeError":
      return "unsupported";
    default:
      return "in-use";
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
