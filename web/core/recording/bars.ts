import type { Waveform } from "../history/record.ts";

/** Heights 0–1 of the bars of both lanes, from the first moment to the last. */
export interface Bars {
  readonly user: readonly number[];
  readonly agent: readonly number[];
}

/** A quieter recording is not drawn as a loud one; peak of 255. */
const leastFull = 40;
/** Lifts quiet speech off the ground without making the loud parts a wall. */
const curve = 0.8;

/**
 * A waveform as so many bars, evenly over the recording. The loudest bar of both lanes has the height 1, so that the
 * lanes can be compared.
 * @param count bars wanted in each lane, at least 1
 */
export function barsOf(waveform: Waveform, durationMs: number, count: number): Bars {
  const lane = (peaks: Uint8Array) =>
    Array.from({ length: count }, (_, bar) => {
      const perBar = durationMs / waveform.barMs / count;
      return loudness(peaks, bar * perBar, (bar + 1) * perBar);
    });
  const [user, agent] = [lane(waveform.user), lane(waveform.agent)];
  const full = Math.max(leastFull, ...user, ...agent);
  const heights = (lane: readonly number[]) => lane.map((value) => (value / full) ** curve);
  return { user: heights(user), agent: heights(agent) };
}

/** Quadratic mean of the peaks: over an hour, the highest ones alone would make every bar full. */
function loudness(peaks: Uint8Array, from: number, until: number): number {
  const first = Math.floor(from);
  const last = Math.max(first + 1, Math.floor(until));
  let sum = 0;
  for (let index = first; index < last; index += 1) sum += (peaks[index] ?? 0) ** 2;
  return Math.sqrt(sum / (last - first));
}
