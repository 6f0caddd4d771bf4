import { WebMicrophone } from "../../../web/adapters/microphone.ts";
import type { CaptureDevices } from "../../../web/adapters/microphone-media.ts";
import { captureRateHz } from "../../../web/core/audio/capture-messages.ts";
import { type Contender, contenders, type Each } from "./contenders.ts";
import { Probe } from "./probe.ts";
import { SoundEdges } from "./sound-edges.ts";
import { rendering, sleep } from "./waiting.ts";
import { chunkingProcessor } from "./yardstick-messages.ts";
import yardsticksUrl from "./yardsticks.worklet.ts?worker&url";

/** Amplitude of a tone that has begun: the bursts have 0.5. */
const threshold = 0.1;
/** Longer than any pause within a burst, shorter than any between two. */
const minSilentMs = 60;
/** A chunk with an onset follows it within so much; the next burst is further away. */
const windowMs = { before: 60, after: 230 };

type OnChunk = (samples: Float32Array) => void;
type Capture = (stream: MediaStream, onChunk: OnChunk) => Promise<() => void>;

const captures: Each<Capture> = {
  parley,
  "worklet-32ms": chunkingWorklet(512),
  "console-128ms": chunkingWorklet(2_048),
};

/**
 * Delay of each tone, in ms: arrival of the chunk that carries its onset, less the moment at which a tap on the same
 * microphone stream tells the page of that onset. All captures hear the same tones.
 */
export async function micToWire(rounds: number, roundMs: number): Promise<Each<readonly number[]>> {
  const found: Record<Contender, number[]> = { parley: [], "worklet-32ms": [], "console-128ms": [] };
  for (let round = 0; round < rounds; round += 1) {
    // New contexts each round, since each starts at a phase of its own against the microphone's clock.
    const heard = await listen(roundMs);
    for (const name of contenders) found[name].push(...delays(heard.onsets, heard.arrivals[name]));
  }
  return found;
}

async function listen(durationMs: number) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const arrivals: Record<Contender, number[]> = { parley: [], "worklet-32ms": [], "console-128ms": [] };
  const closes = await Promise.all(
    contenders.map((name) => captures[name](stream.clone(), onsetFinder(arrivals[name]))),
  );
  const tap = await tapOnsets(stream);
  await sleep(durationMs);
  const onsets = tap.onsets();
  // The last tone may still be on its way through the longest chunk.
  await sleep(windowMs.after);
  for (const close of [tap.close, ...closes]) close();
  for (const track of stream.getTracks()) track.stop();
  return { onsets, arrivals };
}

/** Notes the arrival of every chunk in which a tone begins. */
function onsetFinder(arrivals: number[]): OnChunk {
  let arrivedMs = 0;
  const minSilentFrames = (minSilentMs / 1_000) * captureRateHz;
  const edges = new SoundEdges({ threshold, minSilentFrames }, () => arrivals.push(arrivedMs));
  return (samples) => {
    arrivedMs = performance.now();
    edges.hear(samples);
  };
}

async function tapOnsets(stream: MediaStream) {
  const context = new AudioContext({ latencyHint: "interactive" });
  const minSilentFrames = (minSilentMs / 1_000) * context.sampleRate;
  const probe = await Probe.load(context, { threshold, minSilentFrames });
  context.createMediaStreamSource(stream).connect(probe.node).connect(context.destination);
  await rendering(context);
  // The tone that sounds while it opens has no onset.
  await sleep(2 * minSilentMs);
  probe.clear();
  return {
    onsets: () => probe.events.filter(({ type }) => type === "sound").map(({ atMs }) => atMs),
    close: () => void context.close(),
  };
}

function delays(onsets: readonly number[], arrivals: readonly number[]): readonly number[] {
  return onsets.flatMap((onset) => {
    const arrival = arrivals.find((at) => at > onset - windowMs.before && at < onset + windowMs.after);
    return arrival === undefined ? [] : [arrival - onset];
  });
}

/** The app's own adapter, on a stream without voice processing, which would move and reshape the onsets. */
async function parley(stream: MediaStream, onChunk: OnChunk): Promise<() => void> {
  const devices: CaptureDevices = {
    getUserMedia: async () => stream,
    enumerateDevices: async () => [],
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const options = {
    onChunk: ({ pcm }: { readonly pcm: ArrayBuffer }) =>
      onChunk(Float32Array.from(new Int16Array(pcm), (sample) => sample / 32_768)),
    onLost: () => undefined,
  };
  const opened = await new WebMicrophone({ devices }).open(options, new AbortController().signal);
  return () => opened.close();
}

function chunkingWorklet(chunkFrames: number): Capture {
  return async (stream, onChunk) => {
    const context = new AudioContext({ sampleRate: captureRateHz, latencyHint: "interactive" });
    await context.audioWorklet.addModule(yardsticksUrl);
    const node = new AudioWorkletNode(context, chunkingProcessor, { processorOptions: { chunkFrames } });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onChunk(data);
    context.createMediaStreamSource(stream).connect(node).connect(context.destination);
    await rendering(context);
    return () => {
      void context.close();
      for (const track of stream.getTracks()) track.stop();
    };
  };
}
