import { WebSpeaker } from "../../../web/adapters/speaker.ts";
import { playbackRateHz } from "../../../web/core/audio/playback-messages.ts";
import { type Contender, contenders, type Each } from "./contenders.ts";
import { Probe } from "./probe.ts";
import { rendering } from "./waiting.ts";
import { queueProcessor } from "./yardstick-messages.ts";
import yardsticksUrl from "./yardsticks.worklet.ts?worker&url";

/** The agent's voice of the rig: a constant, so that every silence and every step in it is the player's. */
export const voiceLevel = 0.5;
/** −40 dB of it. */
const threshold = voiceLevel / 100;

/** Something that plays what comes from the service. */
export interface Player {
  /** PCM s16 mono 24 kHz; the player's own copy. */
  write(samples: Int16Array<ArrayBuffer>): void;
  /** The reply has all come. */
  finish(): void;
  /** The person interrupts. */
  flush(): void;
}

/** A player in a context of its own, with a probe between it and the destination. */
export interface Stage {
  readonly player: Player;
  readonly context: AudioContext;
  readonly probe: Probe;
  close(): void;
}

type Open = (context: AudioContext, output: AudioNode) => Promise<Player>;

const open: Each<Open> = { parley, "worklet-32ms": queueingWorklet, "console-128ms": scheduledSources };

/** Opens a player, ready to play at once. */
export async function openStage(contender: Contender): Promise<Stage> {
  const context = new AudioContext({ sampleRate: playbackRateHz, latencyHint: "interactive" });
  const probe = await Probe.load(context, { threshold, minSilentFrames: 1 });
  probe.node.connect(context.destination);
  const player = await open[contender](context, probe.node);
  await rendering(context);
  return { player, context, probe, close: () => void context.close() };
}

/** Opens all of them, to be fed side by side. */
export async function openStages(): Promise<Each<Stage>> {
  const stages = await Promise.all(contenders.map(async (name) => [name, await openStage(name)] as const));
  // The list of contenders is exactly the keys.
  return Object.fromEntries(stages) as Record<Contender, Stage>;
}

export function voice(durationMs: number): Int16Array<ArrayBuffer> {
  return new Int16Array(Math.round((durationMs / 1_000) * playbackRateHz)).fill(voiceLevel * 32_768);
}

async function parley(context: AudioContext, output: AudioNode): Promise<Player> {
  // What the speaker takes for the destination is the probe in front of it.
  Object.defineProperty(context, "destination", { value: output });
  const ignore = () => undefined;
  const events = { onStarted: ignore, onDrained: ignore, onFlushed: ignore, onPlayed: ignore };
  const speaker = new WebSpeaker({ openContext: () => context });
  const stream = await speaker.open(events, new AbortController().signal);
  let segment = 1;
  return {
    write: (samples) => stream.write(samples, playbackRateHz, segment),
    finish() {
      stream.finish(segment);
      segment += 1;
    },
    flush() {
      stream.flush();
      segment += 1;
    },
  };
}

async function queueingWorklet(context: AudioContext, output: AudioNode): Promise<Player> {
  await context.audioWorklet.addModule(yardsticksUrl);
  const node = new AudioWorkletNode(context, queueProcessor, { numberOfInputs: 0, outputChannelCount: [1] });
  node.connect(output);
  return {
    write: (samples) => node.port.postMessage(toFloat(samples)),
    finish: () => undefined,
    flush: () => node.port.postMessage(null),
  };
}

/** Parts as scheduled sources: 100 ms ahead at the start, right away when late; a stop is a ramp of 100 ms. */
async function scheduledSources(context: AudioContext, output: AudioNode): Promise<Player> {
  const delay = 0.1;
  const ramp = 0.1;
  let gain = newGain();
  let nextAt = 0;
  let starting = true;

  function newGain(): GainNode {
    const node = new GainNode(context);
    node.connect(output);
    return node;
  }

  return {
    write(samples) {
      const buffer = context.createBuffer(1, samples.length, playbackRateHz);
      buffer.copyToChannel(toFloat(samples), 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(gain);
      nextAt = starting ? context.currentTime + delay : Math.max(nextAt, context.currentTime);
      starting = false;
      source.start(nextAt);
      nextAt += buffer.duration;
    },
    finish() {
      starting = true;
    },
    flush() {
      const stopped = gain;
      stopped.gain.setValueAtTime(1, context.currentTime);
      stopped.gain.linearRampToValueAtTime(0, context.currentTime + ramp);
      gain = newGain();
      starting = true;
    },
  };
}

function toFloat(samples: Int16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}
