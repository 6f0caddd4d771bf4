import type { CaptureDevices } from "../../web/adapters/microphone-media.ts";

/** A microphone that sounds: a tone of its own frequency. */
export interface PluggedDevice {
  readonly deviceId: string;
  readonly label: string;
  readonly hz: number;
}

/**
 * The devices of a machine as the browser shows them, in the hand of a test: streams are real ones, of an audio
 * context of their own. The first one is the default.
 */
export class PluggedDevices extends EventTarget implements CaptureDevices {
  /** What was asked for, in order: the device's id, undefined for any. */
  readonly asked: (string | undefined)[] = [];
  /** `getUserMedia` rejects with this. */
  refusal: DOMException | undefined;
  readonly #context = new AudioContext();
  readonly #open: { readonly device: PluggedDevice; readonly track: MediaStreamTrack }[] = [];
  #list: readonly PluggedDevice[];

  constructor(list: readonly PluggedDevice[]) {
    super();
    this.#list = list;
  }

  /** Of the streams that are open, oldest first. */
  get openIds(): readonly string[] {
    return this.#open.filter(({ track }) => track.readyState === "live").map(({ device }) => device.deviceId);
  }

  /** The newest track. */
  get track(): MediaStreamTrack {
    const newest = this.#open.at(-1);
    if (newest === undefined) throw new Error("nothing was opened yet");
    return newest.track;
  }

  /** Devices come or go: a list with the default one first. Tracks of those that go end. */
  plug(list: readonly PluggedDevice[]): void {
    this.#list = list;
    for (const { device, track } of this.#open) if (!list.includes(device)) end(track);
    this.dispatchEvent(new Event("devicechange"));
  }

  /** The newest track ends although its device is there, as when a headset changes how it works. */
  endTrack(): void {
    end(this.track);
  }

  async getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
    const wished = wishedId(constraints);
    this.asked.push(wished);
    if (this.refusal !== undefined) throw this.refusal;
    const named = this.#list.find(({ deviceId }) => deviceId === wished);
    if (named === undefined && isExact(constraints)) throw new OverconstrainedError("deviceId");
    const device = named ?? this.#list[0];
    if (device === undefined) throw new DOMException("Requested device not found", "NotFoundError");
    const oscillator = new OscillatorNode(this.#context, { frequency: device.hz });
    const output = new MediaStreamAudioDestinationNode(this.#context);
    oscillator.connect(output);
    oscillator.start();
    for (const track of output.stream.getAudioTracks()) {
      track.getSettings = () => ({ deviceId: device.deviceId, sampleRate: this.#context.sampleRate });
      Object.defineProperty(track, "label", { value: device.label });
      this.#open.push({ device, track });
    }
    return output.stream;
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.#list.map(({ deviceId, label }) => {
      const info = { deviceId, label, groupId: deviceId, kind: "audioinput" } as const;
      return { ...info, toJSON: () => info };
    });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** As a device does that goes: `track.stop()` alone is silent. */
function end(track: MediaStreamTrack): void {
  if (track.readyState === "ended") return;
  track.stop();
  track.dispatchEvent(new Event("ended"));
}

function wishedId(constraints: MediaStreamConstraints | undefined): string | undefined {
  const wished = wishOf(constraints);
  const id = wished?.exact ?? wished?.ideal;
  return typeof id === "string" ? id : undefined;
}

function isExact(constraints: MediaStreamConstraints | undefined): boolean {
  return wishOf(constraints)?.exact !== undefined;
}

function wishOf(constraints: MediaStreamConstraints | undefined): ConstrainDOMStringParameters | undefined {
  const audio = constraints?.audio;
  const wished = typeof audio === "object" ? audio.deviceId : undefined;
  return typeof wished === "object" && !Array.isArray(wished) ? wished : undefined;
}
