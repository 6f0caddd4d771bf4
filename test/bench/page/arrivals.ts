import { contenders, type Each } from "./contenders.ts";
import { type Stage, voice } from "./players.ts";
import { seededRandom } from "./waiting.ts";

/** A part of a reply, and when it comes, from the reply's first part on. */
export interface Arrival {
  readonly atMs: number;
  readonly durationMs: number;
}

export interface Network {
  readonly audioMs: number;
  /** Length of each part, drawn evenly. */
  readonly partMs: readonly [least: number, most: number];
  /** How much faster than real time the service sends. */
  readonly speed: number;
  /** Each part is late by 0 to this much; parts stay in order. */
  readonly jitterMs: number;
}

/** The same arrivals for the same network and seed. */
export function arrivals(network: Network, seed: number): readonly Arrival[] {
  const random = seededRandom(seed);
  const parts: Arrival[] = [];
  const [least, most] = network.partMs;
  for (let sentMs = 0, lastAtMs = 0; sentMs < network.audioMs; ) {
    const durationMs = Math.min(network.audioMs - sentMs, Math.round(least + random() * (most - least)));
    lastAtMs = Math.max(lastAtMs, sentMs / network.speed + random() * network.jitterMs);
    parts.push({ atMs: lastAtMs, durationMs });
    sentMs += durationMs;
  }
  return parts;
}

/**
 * Gives one reply to all players at once, from the same timers; what comes at 0 ms, before it returns. Resolves with
 * the last part.
 */
export function deliver(parts: readonly Arrival[], stages: Each<Stage>): Promise<void> {
  const players = contenders.map((name) => stages[name].player);
  return new Promise((resolve) => {
    const give = (durationMs: number, isLast: boolean) => {
      for (const player of players) player.write(voice(durationMs));
      if (!isLast) return;
      for (const player of players) player.finish();
      resolve();
    };
    parts.forEach(({ atMs, durationMs }, index) => {
      const isLast = index === parts.length - 1;
      if (atMs === 0) give(durationMs, isLast);
      else setTimeout(give, atMs, durationMs, isLast);
    });
  });
}
