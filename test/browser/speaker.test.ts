import { afterEach, expect, it } from "vitest";
import { type CreateNode, openAudioContext } from "../../web/adapters/audio-context.ts";
import { type OutputDevices, type SpeakerPlatform, WebSpeaker } from "../../web/adapters/speaker.ts";
import { playbackRateHz } from "../../web/core/audio/playback-messages.ts";
import type { PlayedBlock, SpeakerOptions, SpeakerStream } from "../../web/core/ports.ts";
import mortalUrl from "./mortal.worklet.ts?worker&url";

/** Outputs of a machine, the default one first. */
class Outputs extends EventTarget implements OutputDevices {
  labels: readonly string[] = ["Speakers"];

  plug(...labels: readonly string[]): void {
    this.labels = labels;
    this.dispatchEvent(new Event("devicechange"));
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.labels.map((label) => {
      const info = { deviceId: label, label, groupId: label, kind: "audiooutput" } as const;
      return { ...info, toJSON: () => info };
    });
  }
}

const streams: SpeakerStream[] = [];
const contexts: AudioContext[] = [];

afterEach(async () => {
  for (const stream of streams) await stream.close();
  expect(contexts.filter(({ state }) => state !== "closed")).toEqual([]);
});

async function open(platform: Partial<SpeakerPlatform> = {}, wish: Pick<SpeakerOptions, "deviceId"> = {}) {
  const log: string[] = [];
  const openContext = () => {
    const context = openAudioContext(playbackRateHz);
    contexts.push(context);
    return context;
  };
  const stream = await new WebSpeaker({ openContext, ...platform }).open(
    {
      ...wish,
      onStarted: (segment) => log.push(`started ${segment}`),
      onDrained: (segment) => log.push(`drained ${segment}`),
      onFlushed: (segment) => log.push(`flushed ${segment}`),
      onPlayed: () => undefined,
      onChanged: (change) => log.push(change.type === "speaker" ? `now ${change.label}` : change.type),
      onLost: ({ kind, reason }) => log.push(`${kind} ${reason}`),
    },
    new AbortController().signal,
  );
  streams.push(stream);
  return { stream, log };
}

function tone(durationMs: number): Int16Array<ArrayBuffer> {
  return new Int16Array(durationMs * 24).map((_, i) => 8_000 * Math.sin(i / 10));
}

it("tells where the sound goes when the system's default output changes", async () => {
  const devices = new Outputs();
  const { log } = await open({ devices });
  await expect.poll(() => log).toEqual([]);
  devices.plug("Headset", "Speakers");
  await expect.poll(() => log).toEqual(["now Headset"]);
  devices.plug("Headset");
  devices.plug();
  devices.plug("Speakers");
  await expect.poll(() => log).toEqual(["now Headset", "now Speakers"]);
});

it("goes on in another context when the device of its own fails: what was queued is cut, what comes later plays", async () => {
  const { stream, log } = await open();
  stream.write(tone(5_000), playbackRateHz, 1);
  await expect.poll(() => log).toEqual(["started 1"]);
  contexts.at(-1)?.dispatchEvent(new Event("error"));
  stream.write(tone(40), playbackRateHz, 2);
  stream.finish(2);
  await expect
    .poll(() => log, { timeout: 4_000 })
    .toEqual(["started 1", "flushed 1", "new-clock", "started 2", "drained 2"]);
});

it("is lost when its worklet breaks three times within ten seconds", async () => {
  const nodes: AudioWorkletNode[] = [];
  const createNode: CreateNode = (...args) => {
    const node = new AudioWorkletNode(...args);
    nodes.push(node);
    return node;
  };
  const { stream, log } = await open({ workletUrl: mortalUrl, createNode });
  for (const segment of [1, 2, 3]) {
    stream.write(tone(5_000), playbackRateHz, segment);
    await expect.poll(() => log).toContain(`started ${segment}`);
    nodes.at(-1)?.port.postMessage({ type: "die" });
    await expect.poll(() => log).toContain(`flushed ${segment}`);
  }
  await expect.poll(() => log.at(-1)).toBe("speaker lost");
  expect(nodes.length).toBe(3);
});

/** Contexts whose sound goes where the test can read it. */
function routed() {
  const went: string[] = [];
  const openContext = () => {
    const context = openAudioContext(playbackRateHz);
    contexts.push(context);
    let sinkId = "";
    const setSinkId = async (id: string) => {
      if (id === "broken") throw new DOMException("in use", "NotFoundError");
      sinkId = id;
      went.push(id);
    };
    return Object.defineProperties(context, {
      sinkId: { get: () => sinkId },
      setSinkId: { value: setSinkId },
    });
  };
  return { went, openContext };
}

it("sends the sound to the chosen output, to the default while that one is away, and back", async () => {
  const devices = new Outputs();
  devices.plug("Speakers", "Headset");
  const { went, openContext } = routed();
  const { stream, log } = await open({ devices, openContext }, { deviceId: "Headset" });
  await expect.poll(() => went).toEqual(["Headset"]);
  devices.plug("Speakers");
  await expect.poll(() => went).toEqual(["Headset", ""]);
  devices.plug("Speakers", "Headset");
  await expect.poll(() => went).toEqual(["Headset", "", "Headset"]);
  await stream.use(undefined);
  await expect.poll(() => log).toEqual(["now ", "now Headset", "now "]);
  expect(went).toEqual(["Headset", "", "Headset", ""]);
});

it("leaves the sound where it is when the chosen output cannot be opened", async () => {
  const devices = new Outputs();
  devices.plug("Speakers", "broken");
  const { went, openContext } = routed();
  const { stream, log } = await open({ devices, openContext });
  await stream.use("broken");
  stream.write(tone(40), playbackRateHz, 1);
  stream.finish(1);
  await expect.poll(() => log).toEqual(["started 1", "drained 1"]);
  expect(went).toEqual([]);
});

it("is as loud as it is wished, without a click, and hands over what it plays as it was", async () => {
  const blocks: PlayedBlock[] = [];
  let heard: AnalyserNode | undefined;
  const openContext = () => {
    const context = openAudioContext(playbackRateHz);
    contexts.push(context);
    const tap = new AnalyserNode(context, { fftSize: 2_048 });
    heard = tap;
    tap.connect(context.destination);
    // What goes to the destination goes through the tap.
    return Object.defineProperty(context, "destination", { get: () => tap });
  };
  const events = { onStarted: () => undefined, onDrained: () => undefined, onFlushed: () => undefined };
  const onPlayed = (block: PlayedBlock) => blocks.push(block);
  const stream = await new WebSpeaker({ openContext }).open(
    { ...events, onPlayed, volume: 0.5 },
    new AbortController().signal,
  );
  streams.push(stream);
  const peak = () => {
    const samples = new Float32Array(2_048);
    heard?.getFloatTimeDomainData(samples);
    return Math.max(...samples);
  };
  stream.write(tone(3_000), playbackRateHz, 1);
  await expect.poll(peak).toBeCloseTo((8_000 / 32_768) * 0.5, 2);
  stream.setVolume(0);
  await expect.poll(peak).toBeLessThan(0.001);
  await expect.poll(() => blocks.length).toBeGreaterThan(3);
  const loudest = Math.max(...new Int16Array(blocks.at(-1)?.pcm ?? new ArrayBuffer(2)));
  expect(loudest).toBeGreaterThan(7_500);
});
