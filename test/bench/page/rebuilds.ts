import { WebMicrophone } from "../../../web/adapters/microphone.ts";
import { WebSpeaker } from "../../../web/adapters/speaker.ts";
import { captureRateHz } from "../../../web/core/audio/capture-messages.ts";
import { playbackRateHz } from "../../../web/core/audio/playback-messages.ts";
import mortalUrl from "../../browser/mortal.worklet.ts?worker&url";
import { sleep } from "./waiting.ts";

/** Worklets that broke, and how long it took until sound came or went again, in ms. */
export interface Rebuilds {
  /** Sound of the microphone that is missing, on the audio clock. */
  readonly missingMs: readonly number[];
  /** On the page's clock, from the order to die to the first chunk of the next worklet. */
  readonly captureMs: readonly number[];
  /** On the page's clock, from the order to die to the word that the next worklet plays. */
  readonly playbackMs: readonly number[];
}

/** A third death within ten seconds is the end. */
const deathsEach = 2;

/** Lets both worklets break so often. */
export async function rebuilds(deaths: number): Promise<Rebuilds> {
  const missingMs: number[] = [];
  const captureMs: number[] = [];
  const playbackMs: number[] = [];
  for (let opened = 0; opened < deaths / deathsEach; opened += 1) {
    await breakCapture(missingMs, captureMs);
    await breakPlayback(playbackMs);
  }
  return { missingMs, captureMs, playbackMs };
}

async function breakCapture(missingMs: number[], captureMs: number[]): Promise<void> {
  const nodes: AudioWorkletNode[] = [];
  let heard = 0;
  let endFrame: number | undefined;
  let diedAtMs: number | undefined;
  const microphone = new WebMicrophone({ workletUrl: mortalUrl, createNode: remember(nodes) });
  const stream = await microphone.open(
    {
      onChunk({ firstFrame, pcm }) {
        heard += 1;
        const missing = firstFrame - (endFrame ?? firstFrame);
        endFrame = firstFrame + pcm.byteLength / 2;
        if (diedAtMs === undefined || missing === 0) return;
        missingMs.push((missing / captureRateHz) * 1_000);
        captureMs.push(performance.now() - diedAtMs);
        diedAtMs = undefined;
      },
      onLost: (error) => console.error(error),
    },
    new AbortController().signal,
  );
  for (let death = 0; death < deathsEach; death += 1) {
    const before = heard;
    while (heard < before + 20) await sleep(10);
    // At any moment of a chunk.
    await sleep(Math.random() * 20);
    diedAtMs = performance.now();
    nodes.at(-1)?.port.postMessage({ type: "die" });
    while (diedAtMs !== undefined) await sleep(10);
  }
  stream.close();
}

async function breakPlayback(playbackMs: number[]): Promise<void> {
  const nodes: AudioWorkletNode[] = [];
  let segment = 0;
  let started = 0;
  let diedAtMs: number | undefined;
  const speak = () => {
    segment += 1;
    stream.write(tone(5_000), playbackRateHz, segment);
  };
  const stream = await new WebSpeaker({ workletUrl: mortalUrl, createNode: remember(nodes) }).open(
    {
      onStarted() {
        started += 1;
        if (diedAtMs !== undefined) playbackMs.push(performance.now() - diedAtMs);
        diedAtMs = undefined;
      },
      onDrained: () => undefined,
      // What comes next plays.
      onFlushed: speak,
      onPlayed: () => undefined,
    },
    new AbortController().signal,
  );
  speak();
  for (let death = 0; death < deathsEach; death += 1) {
    while (started <= death) await sleep(10);
    await sleep(200 + Math.random() * 20);
    diedAtMs = performance.now();
    nodes.at(-1)?.port.postMessage({ type: "die" });
    while (diedAtMs !== undefined) await sleep(10);
  }
  await stream.close();
}

function remember(nodes: AudioWorkletNode[]) {
  return (...args: ConstructorParameters<typeof AudioWorkletNode>) => {
    const node = new AudioWorkletNode(...args);
    nodes.push(node);
    return node;
  };
}

function tone(durationMs: number): Int16Array<ArrayBuffer> {
  const frames = (durationMs * playbackRateHz) / 1_000;
  return new Int16Array(frames).map((_, i) => 8_000 * Math.sin(i / 10));
}
