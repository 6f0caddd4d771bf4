import type { AudioChange, MicrophoneSwitch } from "../../web/core/audio/audio-change.ts";
import { captureRateHz, chunkFrames } from "../../web/core/audio/capture-messages.ts";
import type { VoiceProcessing } from "../../web/core/audio/voice-processing.ts";
import { MicrophoneError } from "../../web/core/errors.ts";
import type { DeviceInfo, Microphone, MicrophoneOptions, MicrophoneStream } from "../../web/core/ports.ts";

const chunkMs = (chunkFrames / captureRateHz) * 1000;

/** What one chunk carries: RMS 0–1, and whether the voice detector hears a person in it. */
export interface FakeSound {
  readonly level: number;
  readonly voice: boolean;
}

/**
 * A microphone that hears what the test says. `opened` and `closed` count streams, so that a test can prove that
 * none was left open.
 *
 *     const microphone = new FakeMicrophone();
 *     microphone.say(300);       // 15 chunks of voice to the open stream
 *     microphone.hush(1000);     // 50 chunks of silence
 */
export class FakeMicrophone implements Microphone {
  opened = 0;
  closed = 0;
  /** How often it was asked to go on inside a click. */
  wakes = 0;
  /** What `list()` answers; use `plug()` to change it and tell the listeners. */
  microphones: readonly DeviceInfo[] = [
    { deviceId: "built-in", label: "Built-in microphone" },
    { deviceId: "headset", label: "Headset" },
  ];
  /** The device asked for by the newest `open()` or `use()`. */
  askedDeviceId: string | undefined;
  /** What is to be done to its sound, as it was asked for last. */
  processing: VoiceProcessing | undefined;
  #failure: MicrophoneError | undefined;
  #prompt: Prompt | undefined;
  #stream: FakeStream | undefined;
  readonly #listeners = new Set<() => void>();

  /** True while a stream is open. */
  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /** True while the open stream is muted. */
  get isMuted(): boolean {
    return this.#stream?.muted ?? false;
  }

  /** Every later `open()` rejects with this, until `undefined` is given. */
  failWith(error: MicrophoneError | undefined): void {
    this.#failure = error;
  }

  /** Later `open()`s wait as if the browser's permission prompt were open; the answer closes it. */
  holdPermission(): { readonly allow: () => void; readonly refuse: (error: MicrophoneError) => void } {
    const prompt = new Prompt();
    this.#prompt = prompt;
    const answered = (error?: MicrophoneError) => {
      this.#prompt = undefined;
      prompt.answer(error);
    };
    return { allow: () => answered(), refuse: answered };
  }

  async open(options: MicrophoneOptions, signal: AbortSignal): Promise<MicrophoneStream> {
    signal.throwIfAborted();
    this.askedDeviceId = options.deviceId;
    this.processing = options.processing;
    await this.#prompt?.wait(signal);
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#failure;
    this.opened += 1;
    const stream = new FakeStream(options, {
      closed: () => {
        this.closed += 1;
        if (this.#stream === stream) this.#stream = undefined;
      },
      use: (deviceId) => {
        this.askedDeviceId = deviceId;
        stream.moveTo(this.#device(deviceId), "chosen");
      },
      process: (processing) => {
        this.processing = processing;
      },
      wake: () => {
        this.wakes += 1;
      },
    });
    stream.deviceId = this.#device(options.deviceId)?.deviceId;
    this.#stream = stream;
    return stream;
  }

  async list(): Promise<readonly DeviceInfo[]> {
    return this.microphones;
  }

  onListChange(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /** The one with this id, or the default one. */
  #device(id: string | undefined): DeviceInfo | undefined {
    return this.microphones.find(({ deviceId }) => deviceId === id) ?? this.microphones[0];
  }

  /** Changes the list of microphones. */
  plug(microphones: readonly DeviceInfo[]): void {
    this.microphones = microphones;
    for (const listener of this.#listeners) listener();
  }

  /** The person speaks for a while: chunks of voice. */
  say(durationMs: number, level = 0.2): void {
    this.hear(durationMs, { level, voice: true });
  }

  /** Nobody speaks for a while: chunks of silence. */
  hush(durationMs: number): void {
    this.hear(durationMs, { level: 0, voice: false });
  }

  /** Any sound, in whole chunks of 20 ms. Does nothing when no stream is open. */
  hear(durationMs: number, sound: FakeSound): void {
    for (let at = 0; at < durationMs; at += chunkMs) this.#stream?.emit(sound);
  }

  /** The microphone goes away, and no other takes its place. */
  lose(error: MicrophoneError): void {
    this.#stream?.lose(error);
  }

  /** The open device goes away; any other of the list takes its place, as long as one can be opened. */
  unplug(): void {
    const { deviceId } = this.#stream ?? {};
    this.microphones = this.microphones.filter((other) => other.deviceId !== deviceId);
    if (this.#failure?.reason === "denied") this.lose(this.#failure);
    else if (this.#failure === undefined) this.#stream?.moveTo(this.microphones[0], "gone");
    else this.lose(new MicrophoneError("lost"));
  }

  /** Something happens to the open microphone. */
  change(change: AudioChange): void {
    this.#stream?.change(change);
  }
}

interface StreamWorld {
  readonly closed: () => void;
  readonly use: (deviceId: string | undefined) => void;
  readonly process: (processing: VoiceProcessing) => void;
  readonly wake: () => void;
}

class FakeStream implements MicrophoneStream {
  muted = false;
  deviceId: string | undefined;
  readonly #options: MicrophoneOptions;
  readonly #world: StreamWorld;
  #open = true;
  #nextFrame = 0;
  #level = 0;

  constructor(options: MicrophoneOptions, world: StreamWorld) {
    this.#options = options;
    this.#world = world;
  }

  async use(deviceId: string | undefined): Promise<void> {
    if (this.#open) this.#world.use(deviceId);
  }

  async process(processing: VoiceProcessing): Promise<void> {
    if (this.#open) this.#world.process(processing);
  }

  wake(): void {
    this.#world.wake();
  }

  moveTo(device: DeviceInfo | undefined, why: MicrophoneSwitch): void {
    if (device === undefined) return this.lose(new MicrophoneError("lost"));
    this.deviceId = device.deviceId;
    this.change({ type: "microphone", label: device.label, why });
  }

  change(change: AudioChange): void {
    if (this.#open) this.#options.onChanged?.(change);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }

  level(): number {
    return this.#level;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#level = 0;
    this.#world.closed();
  }

  emit({ level, voice }: FakeSound): void {
    if (!this.#open) return;
    this.#level = level;
    const firstFrame = this.#nextFrame;
    this.#nextFrame += chunkFrames;
    const pcm = tone(this.muted ? 0 : level);
    this.#options.onChunk({ type: "chunk", pcm, firstFrame, level, voice });
  }

  lose(error: MicrophoneError): void {
    if (!this.#open) return;
    this.close();
    this.#options.onLost(error);
  }
}

/** One chunk of a 400 Hz tone (eight whole waves) at the given RMS. */
function tone(level: number): ArrayBuffer {
  const pcm = new Int16Array(chunkFrames);
  const peak = Math.min(level * Math.SQRT2, 1) * 32_767;
  for (let i = 0; i < pcm.length; i += 1)
    pcm[i] = Math.round(peak * Math.sin((2 * Math.PI * 400 * i) / captureRateHz));
  return pcm.buffer;
}

class Prompt {
  #error: MicrophoneError | undefined;
  readonly #answered: Promise<void>;
  #settle: () => void = () => {};

  constructor() {
    this.#answered = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  answer(error?: MicrophoneError): void {
    this.#error = error;
    this.#settle();
  }

  async wait(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([this.#answered, aborted]);
    signal.throwIfAborted();
    if (this.#error !== undefined) throw this.#error;
  }
}
