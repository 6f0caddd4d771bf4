import { afterEach, describe, expect, it } from "vitest";
import { openAudioContext } from "../../web/adapters/audio-context.ts";
import { type MicrophonePlatform, WebMicrophone } from "../../web/adapters/microphone.ts";
import type { AudioChange } from "../../web/core/audio/audio-change.ts";
import { type CaptureChunk, captureRateHz } from "../../web/core/audio/capture-messages.ts";
import type { CallError } from "../../web/core/errors.ts";
import type { MicrophoneStream } from "../../web/core/ports.ts";
import { type PluggedDevice, PluggedDevices } from "../fakes/plugged-devices.ts";
import mortalUrl from "./mortal.worklet.ts?worker&url";

const builtIn: PluggedDevice = { deviceId: "built-in", label: "Built-in microphone", hz: 400 };
const headset: PluggedDevice = { deviceId: "headset", label: "Headset", hz: 1_000 };

let scene: Scene | undefined;

afterEach(async () => {
  await scene?.end();
  scene = undefined;
});

/** An open microphone on a machine whose devices the test plugs and unplugs. */
class Scene {
  readonly devices: PluggedDevices;
  readonly chunks: { readonly chunk: CaptureChunk; readonly atMs: number; readonly audioMs: number }[] = [];
  readonly changes: AudioChange[] = [];
  readonly losses: CallError[] = [];
  readonly contexts: AudioContext[] = [];
  readonly nodes: AudioWorkletNode[] = [];
  #stream: MicrophoneStream | undefined;

  constructor(devices: PluggedDevices) {
    this.devices = devices;
  }

  static async open(
    list: readonly PluggedDevice[],
    deviceId?: string,
    platform: Partial<MicrophonePlatform> = {},
  ): Promise<Scene> {
    const opened = new Scene(new PluggedDevices(list));
    scene = opened;
    const microphone = new WebMicrophone({
      devices: opened.devices,
      openContext: () => opened.context(openAudioContext()),
      createNode: (...args) => opened.node(new AudioWorkletNode(...args)),
      patienceMs: 500,
      ...platform,
    });
    opened.#stream = await microphone.open(
      {
        ...(deviceId === undefined ? {} : { deviceId }),
        onChunk: (chunk) => opened.chunks.push({ chunk, atMs: performance.now(), audioMs: opened.audioMs() }),
        onChanged: (change) => opened.changes.push(change),
        onLost: (error) => opened.losses.push(error),
      },
      new AbortController().signal,
    );
    return opened;
  }

  get stream(): MicrophoneStream {
    if (this.#stream === undefined) throw new Error("not open yet");
    return this.#stream;
  }

  context(context: AudioContext): AudioContext {
    this.contexts.push(context);
    return context;
  }

  node(node: AudioWorkletNode): AudioWorkletNode {
    this.nodes.push(node);
    return node;
  }

  /** Waits until the newest 200 ms are a tone of this device. */
  async hears({ hz }: PluggedDevice): Promise<void> {
    await expect.poll(() => heardHz(this.newest(10)), { timeout: 4_000 }).toBeCloseTo(hz, -2);
  }

  newest(count: number): readonly CaptureChunk[] {
    return this.chunks.slice(-count).map(({ chunk }) => chunk);
  }

  /** Frames that are missing between the chunks; below 0 if any came twice. */
  missing(): readonly number[] {
    return this.chunks.flatMap(({ chunk }, i) => {
      const before = this.chunks[i - 1]?.chunk;
      const missing = chunk.firstFrame - (before === undefined ? 0 : endOf(before));
      return missing === 0 ? [] : [missing];
    });
  }

  /** Of the newest context: it stands still when the machine does not get around to it. */
  audioMs(): number {
    return (this.contexts.at(-1)?.currentTime ?? 0) * 1000;
  }

  /** By how much later the newest chunks come than the first ones, in ms, against their frames. */
  shiftMs(clock: "atMs" | "audioMs" = "atMs"): number {
    const lateMs = this.chunks.map((one) => one[clock] - (endOf(one.chunk) / captureRateHz) * 1000);
    return Math.min(...lateMs.slice(-25)) - Math.min(...lateMs.slice(0, 25));
  }

  async end(): Promise<void> {
    this.#stream?.close();
    await expect.poll(() => this.devices.openIds).toEqual([]);
    await expect.poll(() => this.contexts.filter(({ state }) => state !== "closed").length).toBe(0);
    await this.devices.close();
  }
}

describe("an open microphone", () => {
  it("moves to the next device when its own is unplugged, in the same context and without a hole", async () => {
    const open = await Scene.open([builtIn, headset]);
    await open.hears(builtIn);
    open.devices.plug([headset]);
    await open.hears(headset);
    expect(open.changes).toEqual([{ type: "microphone", label: "Headset", why: "gone" }]);
    expect(open.devices.openIds).toEqual(["headset"]);
    expect(open.missing()).toEqual([]);
    expect(Math.abs(open.shiftMs())).toBeLessThan(20);
    expect(open.contexts.length).toBe(1);
    expect(open.losses).toEqual([]);
  });

  it("goes back to the device that the person has chosen when it is there again", async () => {
    const open = await Scene.open([builtIn, headset], "headset");
    await open.hears(headset);
    open.devices.plug([builtIn]);
    await open.hears(builtIn);
    open.devices.plug([builtIn, headset]);
    await open.hears(headset);
    expect(open.changes).toMatchObject([{ why: "gone" }, { label: "Headset", why: "preferred" }]);
  });

  it("follows the system's default as long as none was chosen", async () => {
    const open = await Scene.open([builtIn]);
    await open.hears(builtIn);
    open.devices.plug([headset, builtIn]);
    await open.hears(headset);
    expect(open.changes).toMatchObject([{ label: "Headset", why: "default" }]);
    await open.stream.use("headset");
    open.devices.plug([builtIn, headset]);
    await open.stream.use("built-in");
    await open.hears(builtIn);
    expect(open.changes.map((change) => change.type === "microphone" && change.why)).toEqual([
      "default",
      "chosen",
      "chosen",
    ]);
  });

  it("opens the same device again whose track ends, as a Bluetooth headset's does", async () => {
    const open = await Scene.open([headset]);
    await open.hears(headset);
    open.devices.endTrack();
    await expect.poll(() => open.changes).toMatchObject([{ label: "Headset", why: "gone" }]);
    await open.hears(headset);
    expect(open.missing()).toEqual([]);
  });

  it("waits a while for a device to be there again, in silence", async () => {
    const open = await Scene.open([headset]);
    await open.hears(headset);
    open.devices.plug([]);
    await expect.poll(() => Math.max(...open.newest(3).map(({ level }) => level))).toBe(0);
    open.devices.plug([headset]);
    await open.hears(headset);
    expect(open.missing()).toEqual([]);
    expect(open.losses).toEqual([]);
  });

  it("stays with a device that works when the chosen one cannot be opened, and says so", async () => {
    const open = await Scene.open([builtIn, headset]);
    open.devices.refusal = new DOMException("Could not start audio source", "NotReadableError");
    await open.stream.use("headset");
    expect(open.changes).toEqual([{ type: "microphone", label: "Built-in microphone", why: "refused" }]);
    await open.hears(builtIn);
  });

  it("does one switch after the other, and ends with the newest wish", async () => {
    const open = await Scene.open([builtIn, headset]);
    const wishes = ["headset", "built-in", "headset", "built-in", "headset"];
    await Promise.all(wishes.map((deviceId) => open.stream.use(deviceId)));
    await open.hears(headset);
    expect(open.devices.openIds).toEqual(["headset"]);
    expect(open.changes.length).toBeLessThan(wishes.length);
  });

  it("leaves nothing open when it is closed in the middle of a switch", async () => {
    const open = await Scene.open([builtIn, headset]);
    const using = open.stream.use("headset");
    open.stream.close();
    await using;
    await expect.poll(() => open.devices.openIds).toEqual([]);
    expect(open.changes).toEqual([]);
  });

  it("tells when the system mutes it, and when it is heard again", async () => {
    const open = await Scene.open([builtIn]);
    const { track } = open.devices;
    let muted = true;
    Object.defineProperty(track, "muted", { get: () => muted });
    track.dispatchEvent(new Event("mute"));
    await expect.poll(() => open.changes).toEqual([{ type: "trouble", trouble: "silenced", lasts: true }]);
    muted = false;
    track.dispatchEvent(new Event("unmute"));
    await expect
      .poll(() => open.changes.at(-1))
      .toEqual({ type: "trouble", trouble: "silenced", lasts: false });
  });

  it("moves to another context where the browser takes no stream of another rate into the first", async () => {
    const pickContext = (contexts: AudioContext[]) => {
      const context = openAudioContext();
      const real = context.createMediaStreamSource.bind(context);
      let sources = 0;
      context.createMediaStreamSource = (media) => {
        sources += 1;
        if (sources > 1) throw new DOMException("of another rate", "NotSupportedError");
        return real(media);
      };
      contexts.push(context);
      return context;
    };
    const contexts: AudioContext[] = [];
    const open = await Scene.open([builtIn, headset], undefined, {
      openContext: () => pickContext(contexts),
    });
    await open.hears(builtIn);
    open.stream.setMuted(false);
    open.devices.plug([headset]);
    await open.hears(headset);
    expect(open.changes).toMatchObject([{ type: "new-clock" }, { type: "microphone", label: "Headset" }]);
    expect(contexts.map(({ state }) => state === "closed")).toEqual([true, false]);
    for (const missing of open.missing()) expect(missing).toBeGreaterThan(0);
    // As late as the first message of a context that has just begun; the tape dates its sound anew.
    expect(Math.abs(open.shiftMs())).toBeLessThan(150);
  });
});

describe("a capture worklet that breaks", () => {
  it("is built anew, and frames go on where the clock stands", async () => {
    const open = await Scene.open([builtIn], undefined, { workletUrl: mortalUrl });
    await open.hears(builtIn);
    for (const death of [1, 2]) {
      open.nodes.at(-1)?.port.postMessage({ type: "die" });
      await expect.poll(() => open.missing().length).toBe(death);
      await open.hears(builtIn);
    }
    expect(Math.min(...open.missing())).toBeGreaterThan(0);
    expect(Math.abs(open.shiftMs("audioMs"))).toBeLessThan(20);
    expect(open.losses).toEqual([]);
  });

  it("stays muted", async () => {
    const open = await Scene.open([builtIn], undefined, { workletUrl: mortalUrl });
    await open.hears(builtIn);
    open.stream.setMuted(true);
    open.nodes.at(-1)?.port.postMessage({ type: "die" });
    await expect.poll(() => open.missing().length).toBe(1);
    await expect.poll(() => open.newest(1)[0]?.level).toBeGreaterThan(0.1);
    expect(heardHz(open.newest(1))).toBe(0);
  });

  it("is lost when it breaks three times within ten seconds", async () => {
    const open = await Scene.open([builtIn], undefined, { workletUrl: mortalUrl });
    for (const nodes of [1, 2, 3]) {
      await expect.poll(() => open.nodes.length).toBe(nodes);
      open.nodes.at(-1)?.port.postMessage({ type: "die" });
    }
    await expect.poll(() => open.losses).toMatchObject([{ kind: "microphone", reason: "lost" }]);
    expect(open.nodes.length).toBe(3);
    await expect.poll(() => open.devices.openIds).toEqual([]);
  });
});

function endOf({ firstFrame, pcm }: CaptureChunk): number {
  return firstFrame + pcm.byteLength / 2;
}

/** Of a tone: how often it crosses zero upwards. */
function heardHz(chunks: readonly CaptureChunk[]): number {
  const samples = chunks.flatMap(({ pcm }) => [...new Int16Array(pcm)]);
  const ups = samples.filter((sample, i) => sample >= 0 && (samples[i - 1] ?? 0) < 0).length;
  return samples.length === 0 ? 0 : (ups * captureRateHz) / samples.length;
}
