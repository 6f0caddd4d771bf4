import { describe, expect, it } from "vitest";
import { JitterBuffer } from "../../../web/core/audio/jitter-buffer.ts";
import { median } from "../../../web/core/median.ts";
import { randomFrom } from "./signals.ts";

const rateHz = 24_000;
const burstMs = 10;
const quantumFrames = 128;

interface Network {
  /** Length of the parts, from the random number that the network draws for each. */
  readonly partMs: (random: number) => number;
  /** Milliseconds of real time that the service takes for one of audio: 0.3 is 3.3× real time. */
  readonly pace: number;
  /** Each part comes up to so much late, but never before the one before it. */
  readonly jitterMs: number;
}

interface TurnResult {
  readonly gaps: number;
  /** From the first real part to the first frame. */
  readonly startMs: number;
}

/**
 * Plays turns of 4 s over such a network: a part of two bytes first, as the service sends it, then the voice;
 * the sound card takes bursts of 10 ms.
 */
function call(network: Network, turns: number, seed: number): TurnResult[] {
  const random = randomFrom(seed);
  let nowMs = 0;
  let startedMs = 0;
  const buffer = new JitterBuffer(rateHz, {
    onStarted: () => {
      startedMs = nowMs;
    },
    onDrained: () => {},
    onFlushed: () => {},
  });
  const output = new Float32Array(quantumFrames);
  let owedFrames = 0;
  return Array.from({ length: turns }, (_, turn) => {
    const parts = turnOf(network, nowMs + 300, random);
    const firstMs = parts[1]?.atMs ?? 0;
    const before = buffer.underruns;
    let sent = 0;
    do {
      for (let part = parts[sent]; part !== undefined && part.atMs <= nowMs; part = parts[sent]) {
        buffer.write(new Int16Array(part.frames).fill(1_000), rateHz, turn, part.atMs);
        sent += 1;
        if (sent === parts.length) buffer.finish(turn);
      }
      owedFrames += (burstMs * rateHz) / 1_000;
      for (; owedFrames >= quantumFrames; owedFrames -= quantumFrames) buffer.render(output);
      nowMs += burstMs;
    } while (sent < parts.length || buffer.bufferedFrames > 0);
    return { gaps: buffer.underruns - before, startMs: startedMs - firstMs };
  });
}

function turnOf({ partMs, pace, jitterMs }: Network, beginMs: number, random: () => number) {
  const parts = [{ atMs: beginMs + random() * jitterMs, frames: 1 }];
  for (let audioMs = 0; audioMs < 4_000; ) {
    const durationMs = partMs(random());
    const atMs = Math.max(parts.at(-1)?.atMs ?? 0, beginMs + audioMs * pace + random() * jitterMs);
    parts.push({ atMs, frames: Math.round((durationMs * rateHz) / 1_000) });
    audioMs += durationMs;
  }
  return parts;
}

function calls(network: Network): { first: TurnResult[]; later: TurnResult[] } {
  const all = Array.from({ length: 40 }, (_, seed) => call(network, 6, seed + 1));
  return { first: all.flatMap((turns) => turns.slice(0, 1)), later: all.flatMap((turns) => turns.slice(1)) };
}

function gaps(turns: readonly TurnResult[]): number {
  return turns.filter((turn) => turn.gaps > 0).length;
}

function medianStartMs(turns: readonly TurnResult[]): number {
  return median(turns.map(({ startMs }) => startMs));
}

const service = 1 / 3.3;
const servicePartMs = (random: number) => 80 + Math.floor(random * 240);

describe("the jitter buffer on a network", () => {
  it("starts within a burst and without a gap where nothing is late, from the first turn on", () => {
    const { first, later } = calls({ partMs: servicePartMs, pace: service, jitterMs: 3 });
    expect(gaps(first) + gaps(later)).toBe(0);
    expect(medianStartMs(first)).toBeLessThanOrEqual(10);
    expect(medianStartMs(later)).toBeLessThanOrEqual(10);
  });

  it("has no gap under 100 ms of jitter with parts as the service sends them", () => {
    const { first, later } = calls({ partMs: servicePartMs, pace: service, jitterMs: 100 });
    expect(gaps(first)).toBe(0);
    expect(gaps(later)).toBe(0);
    expect(medianStartMs(later)).toBeLessThanOrEqual(20);
  });

  it("has no gap after the first turn under 100 ms of jitter with small parts, and few in the first", () => {
    const { first, later } = calls({ partMs: () => 40, pace: service, jitterMs: 100 });
    expect(gaps(first)).toBeLessThanOrEqual(8);
    expect(gaps(later)).toBe(0);
    expect(medianStartMs(later)).toBeLessThanOrEqual(40);
  });

  it("has no gap after the first turn even where the service sends in real time", () => {
    const { later } = calls({ partMs: () => 40, pace: 1, jitterMs: 100 });
    expect(gaps(later)).toBe(0);
    expect(medianStartMs(later)).toBeLessThanOrEqual(150);
  });
});
