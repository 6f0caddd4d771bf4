import { type Contender, contenders, type Each } from "./contenders.ts";
import { openStages, type Stage, voice, voiceLevel } from "./players.ts";
import { seededRandom, sleep } from "./waiting.ts";

/** From the interruption to −40 dB for good, per interruption. */
export interface BargeIn {
  /** Loud frames that the graph still rendered, in ms. */
  readonly graphMs: readonly number[];
  /** On the page's clock: the wait for the render burst included, and the way back of the probe's word. */
  readonly pageMs: readonly number[];
  /** The largest difference of two neighbouring samples in the cut, relative to the voice: 1 is a hard cut. */
  readonly steps: readonly number[];
}

interface Lists {
  readonly graphMs: number[];
  readonly pageMs: number[];
  readonly steps: number[];
}

/** Interrupts all players in the middle of a reply that has arrived completely. */
export async function bargeIn(interruptions: number, seed: number): Promise<Each<BargeIn>> {
  const stages = await openStages();
  const random = seededRandom(seed);
  const none = (): Lists => ({ graphMs: [], pageMs: [], steps: [] });
  const found: Record<Contender, Lists> = {
    parley: none(),
    "worklet-32ms": none(),
    "console-128ms": none(),
  };
  for (let i = 0; i < interruptions; i += 1) {
    for (const name of contenders) stages[name].player.write(voice(3_000));
    await sleep(250 + random() * 100);
    const cut = contenders.map((name) => interrupt(stages[name]));
    await sleep(300);
    contenders.forEach((name, at) => {
      note(found[name], stages[name], cut[at]);
    });
  }
  for (const name of contenders) stages[name].close();
  return found;
}

function interrupt({ player, probe, context }: Stage) {
  probe.clear();
  probe.mark();
  const cut = { pageMs: performance.now(), graphSeconds: context.currentTime };
  player.flush();
  return cut;
}

function note(found: Lists, { probe, context }: Stage, cut: ReturnType<typeof interrupt> | undefined): void {
  const silence = probe.events.findLast((event) => event.type === "silence");
  if (silence === undefined || cut === undefined) throw new Error("an interruption was never heard");
  found.graphMs.push((silence.frame / context.sampleRate - cut.graphSeconds) * 1_000);
  found.pageMs.push(silence.atMs - cut.pageMs);
  found.steps.push(silence.largestStep / voiceLevel);
}
