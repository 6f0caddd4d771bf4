import type { Page } from "playwright";
import { median } from "../../../web/core/median.ts";
import { keptEntries, keptLanes, soundStartMs } from "./kept-calls.ts";

/** How far what was written down lies from what is heard. */
export interface Drift {
  /** From the end of each turn in the transcript to the end of its sound in the recording, in order, in ms. */
  readonly distancesMs: readonly number[];
  /** The median of the last quarter of them over that of the first. */
  readonly driftMs: number;
}

/** Fine enough for a millisecond. */
const rateHz = 8_000;
/** A turn may be heard for so long after it is said to be over; the next one comes later. */
const aroundMs = 300;
/** Of full scale. */
const loud = 0.01;

/** Looks for every turn of the agent in the stereo MP3 of a kept call. */
export async function findDrift(page: Page, callId: string): Promise<Drift> {
  const startMs = await soundStartMs(page, callId);
  const [, agent] = await keptLanes(page, callId, rateHz);
  if (agent === undefined) throw new Error("The recording has no two channels.");
  const distancesMs = (await keptEntries(page, callId)).flatMap((entry) => {
    if (entry.kind !== "turn" || entry.role !== "agent" || entry.status !== "complete") return [];
    if (entry.endedAtMs === undefined) return [];
    const soundMs = endOfSound(agent, entry.startedAtMs - startMs, entry.endedAtMs - startMs + aroundMs);
    return [soundMs - (entry.endedAtMs - startMs)];
  });
  const quarter = Math.max(1, Math.floor(distancesMs.length / 4));
  const driftMs = median(distancesMs.slice(-quarter)) - median(distancesMs.slice(0, quarter));
  return { distancesMs, driftMs };
}

/** NaN where it is silent between the two. */
function endOfSound(lane: Float32Array, fromMs: number, untilMs: number): number {
  const [from, until] = [fromMs, untilMs].map((ms) => Math.max(0, Math.round((ms / 1_000) * rateHz)));
  const last = lane.subarray(from, until).findLastIndex((sample) => Math.abs(sample) > loud);
  return last < 0 ? Number.NaN : ((Number(from) + last) / rateHz) * 1_000;
}
