import { arrivals, deliver } from "./arrivals.ts";
import { type Contender, contenders, type Each } from "./contenders.ts";
import { openStage, openStages, type Stage, voice } from "./players.ts";
import { seededRandom, sleep } from "./waiting.ts";

/** From the first part of a reply to its first sound, per reply, in ms. */
export interface FirstSound {
  /** Silent frames that the graph still rendered. */
  readonly graphMs: readonly number[];
  /** On the page's clock: the wait for the render burst included, and the way back of the probe's word. */
  readonly pageMs: readonly number[];
}

/** 40 ms parts at 3.3 times real time, none late. */
const smooth = { audioMs: 400, partMs: [40, 40], speed: 3.3, jitterMs: 0 } as const;

/** Replies into players that have played before. */
export async function warmFirstSound(replies: number, seed: number): Promise<Each<FirstSound>> {
  const stages = await openStages();
  const random = seededRandom(seed);
  const found = emptyResults();
  for (let reply = -1; reply < replies; reply += 1) {
    const started = contenders.map((name) => begin(stages[name]));
    await deliver(arrivals(smooth, reply), stages);
    await sleep(smooth.audioMs + 200 + random() * 50);
    // The first reply is the cold one.
    if (reply < 0) continue;
    contenders.forEach((name, i) => {
      note(found[name], stages[name], started[i]);
    });
  }
  for (const name of contenders) stages[name].close();
  return found;
}

/** The first reply of a player that was just opened. */
export async function coldFirstSound(replies: number): Promise<Each<FirstSound>> {
  const found = emptyResults();
  for (let reply = 0; reply < replies; reply += 1) {
    for (const name of contenders) {
      const stage = await openStage(name);
      const started = begin(stage);
      stage.player.write(voice(300));
      stage.player.finish();
      await sleep(250);
      note(found[name], stage, started);
      stage.close();
    }
  }
  return found;
}

interface Started {
  readonly pageMs: number;
  readonly graphSeconds: number;
}

function begin({ probe, context }: Stage): Started {
  probe.clear();
  return { pageMs: performance.now(), graphSeconds: context.currentTime };
}

function note(found: Lists, { probe, context }: Stage, started: Started | undefined): void {
  const sound = probe.first("sound");
  if (sound === undefined || started === undefined) throw new Error("a reply was never heard");
  found.graphMs.push((sound.frame / context.sampleRate - started.graphSeconds) * 1_000);
  found.pageMs.push(sound.atMs - started.pageMs);
}

interface Lists {
  readonly graphMs: number[];
  readonly pageMs: number[];
}

function emptyResults(): Record<Contender, Lists> {
  const none = () => ({ graphMs: [], pageMs: [] });
  return { parley: none(), "worklet-32ms": none(), "console-128ms": none() };
}
