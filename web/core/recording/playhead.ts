import type { LogEntry } from "../call/log-entry.ts";
import type { Waveform } from "../history/record.ts";

/** Part of a recording, in ms from its beginning. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Peaks below this, of 255, are taken for a quiet room: about -30 dB of full scale. */
const quietPeak = 8;
/** Shorter pauses belong to speech. */
const shortestSilenceMs = 1000;
/** Left at both ends of a skipped silence, so that no word loses its edge. */
const edgeMs = 250;

/** When an entry is to be heard in a recording: an answer may come while the one before it is still being said. */
export function soundsAtMs(entry: LogEntry): number {
  return entry.kind === "turn" ? (entry.soundedAtMs ?? entry.startedAtMs) : entry.startedAtMs;
}

/**
 * The turn that is being said, or was the last to be said.
 * @param soundAtMs when the recording begins, on the clock of the log
 * @param positionMs from there
 * @returns its id; undefined before the first one
 */
export function turnAt(log: readonly LogEntry[], soundAtMs: number, positionMs: number): number | undefined {
  let latest: LogEntry | undefined;
  for (const entry of log) {
    const atMs = soundsAtMs(entry);
    const isReached = entry.kind === "turn" && atMs - soundAtMs <= positionMs;
    if (isReached && (latest === undefined || atMs >= soundsAtMs(latest))) latest = entry;
  }
  return latest?.id;
}

/** Where neither voice is heard for longer than a second, in order. */
export function silences({ barMs, user, agent }: Waveform): readonly Stretch[] {
  const found: Stretch[] = [];
  const bars = Math.max(user.length, agent.length);
  let from: number | undefined;
  for (let bar = 0; bar <= bars; bar += 1) {
    const isQuiet = bar < bars && (user[bar] ?? 0) < quietPeak && (agent[bar] ?? 0) < quietPeak;
    if (isQuiet) from ??= bar;
    else if (from !== undefined) {
      if ((bar - from) * barMs > shortestSilenceMs)
        found.push({ fromMs: from * barMs, untilMs: bar * barMs });
      from = undefined;
    }
  }
  return found;
}

/** Where to go on instead, inside of a silence; undefined where there is something to hear. */
export function afterSilence(stretches: readonly Stretch[], positionMs: number): number | undefined {
  const silence = stretches.find(
    ({ fromMs, untilMs }) =>
      positionMs >= (fromMs === 0 ? 0 : fromMs + edgeMs) && positionMs < untilMs - edgeMs,
  );
  return silence === undefined ? undefined : silence.untilMs - edgeMs;
}
