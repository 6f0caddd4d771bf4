import { arrivals, deliver, type Network } from "./arrivals.ts";
import { type Contender, contenders, type Each } from "./contenders.ts";
import { openStages, type Stage } from "./players.ts";
import { sleep } from "./waiting.ts";

/** Shorter silences are no gap. */
const minGapMs = 5;

/** One reply of several, played over a network with jitter. */
export interface JitteredReply {
  /** From the first part to the first sound, on the page's clock: what the smoothness cost. */
  readonly startMs: number;
  /** Silences after the first sound and before the last. */
  readonly gapsMs: readonly number[];
}

/** Plays the same late arrivals into all players, reply after reply in one session. */
export async function playWithJitter(
  network: Network,
  replies: number,
  seed: number,
): Promise<Each<readonly JitteredReply[]>> {
  const stages = await openStages();
  const found: Record<Contender, JitteredReply[]> = { parley: [], "worklet-32ms": [], "console-128ms": [] };
  for (let reply = 0; reply < replies; reply += 1) {
    for (const name of contenders) stages[name].probe.clear();
    const parts = arrivals(network, seed * 1_000 + reply);
    const firstMs = performance.now() + (parts[0]?.atMs ?? 0);
    await deliver(parts, stages);
    await silenceOf(stages);
    for (const name of contenders) found[name].push(read(stages[name], firstMs));
  }
  for (const name of contenders) stages[name].close();
  return found;
}

/** Waits until nobody has played for longer than any gap. */
async function silenceOf(stages: Each<Stage>): Promise<void> {
  const quietMs = 500;
  const isDone = ({ probe }: Stage) => {
    const last = probe.events.at(-1);
    return last?.type === "silence" && performance.now() - last.atMs > quietMs;
  };
  while (!contenders.every((name) => isDone(stages[name]))) await sleep(50);
}

function read({ probe, context }: Stage, firstMs: number): JitteredReply {
  const [first, ...later] = probe.events.filter((event) => event.type === "sound");
  if (first === undefined) throw new Error("a reply was never heard");
  const silences = later.map(({ silentFrames }) => (silentFrames / context.sampleRate) * 1_000);
  return { startMs: first.atMs - firstMs, gapsMs: silences.filter((gapMs) => gapMs > minGapMs) };
}
