import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captureRateHz, chunkFrames } from "../../../web/core/audio/capture-messages.ts";
import { ChunkPhase } from "../../../web/core/audio/chunk-phase.ts";
import { Framer } from "../../../web/core/audio/framer.ts";
import { seededRandom } from "../../bench/page/waiting.ts";

interface Device {
  readonly rateHz: number;
  /** Frames that it asks for at once. */
  readonly burstFrames: number;
  /** Frames at 16 kHz that were there before the first burst. */
  readonly offsetFrames: number;
}

const tenMs: Device = { rateHz: 48_000, burstFrames: 480, offsetFrames: 0 };
const quantumFrames = 128;

/** A device, and chunks cut from it as the worklet does. Every sample tells its frame. */
class Rig {
  readonly chunks: { readonly first: number; readonly frames: number }[] = [];
  /** At the end of each burst, frames that wait for the next one. */
  readonly left: number[] = [];
  /** By how much chunks were made longer, and after how many bursts. */
  readonly shifts: { readonly frames: number; readonly bursts: number }[] = [];
  device: Device;
  readonly #phase = new ChunkPhase();
  readonly #framer = new Framer(chunkFrames, (chunk) => {
    this.chunks.push({ first: chunk[0] ?? Number.NaN, frames: chunk.length });
  });
  readonly #block = new Float32Array(chunkFrames);
  /** Frames of the device: asked for, and rendered in whole quanta. */
  #asked = 0;
  #rendered = 0;
  #given = 0;
  #nowMs = 5_000;

  constructor(device: Device = tenMs) {
    this.device = device;
    this.#give(device.offsetFrames);
  }

  /** @param waitMs how long after the last burst began this one comes @param pauses ms before each of its quanta */
  burst(waitMs = this.periodMs, pauses: readonly number[] = []): void {
    this.#nowMs += waitMs;
    this.#asked += this.device.burstFrames;
    let atMs = this.#nowMs;
    for (let quantum = 0; this.#rendered < this.#asked; quantum += 1) {
      atMs += pauses[quantum] ?? 0.1;
      this.#quantum(Math.floor(atMs));
    }
    this.left.push(this.#framer.filled);
  }

  bursts(count: number): this {
    for (let i = 0; i < count; i += 1) this.burst();
    return this;
  }

  /** Mean over the last bursts, in frames. */
  meanLeft(bursts: number): number {
    return this.left.slice(-bursts).reduce((sum, frames) => sum + frames, 0) / bursts;
  }

  get periodMs(): number {
    return (this.device.burstFrames / this.device.rateHz) * 1_000;
  }

  #quantum(nowMs: number): void {
    const frames = this.#phase.onQuantum(nowMs, this.#framer.filled);
    if (frames > 0) {
      this.shifts.push({ frames, bursts: this.left.length });
      this.#framer.lengthen(frames);
    }
    this.#rendered += quantumFrames;
    const whole = Math.floor((this.#rendered * captureRateHz) / this.device.rateHz);
    this.#give(whole + this.device.offsetFrames - this.#given);
  }

  #give(frames: number): void {
    for (let i = 0; i < frames; i += 1) this.#block[i] = this.#given + i;
    this.#framer.push(this.#block, frames);
    this.#given += frames;
  }
}

/** What is left on average with the best of all phases, found by trying each; rounds of 128 bursts. */
function leastLeft(device: Device): number {
  const { left } = new Rig(device).bursts(120);
  const means = Array.from({ length: chunkFrames }, (_, shift) => {
    const shifted = left.map((frames) => (frames - shift + chunkFrames) % chunkFrames);
    return shifted.reduce((sum, frames) => sum + frames, 0) / left.length;
  });
  return Math.min(...means);
}

const phases = Array.from({ length: 16 }, (_, i) => i * 20);
const msOf = (frames: number) => (frames / captureRateHz) * 1_000;

describe("ChunkPhase", () => {
  it.each([
    { rateHz: 48_000, burstFrames: 480 },
    { rateHz: 44_100, burstFrames: 441 },
    { rateHz: 48_000, burstFrames: 960 },
    { rateHz: 16_000, burstFrames: 160 },
  ])("leaves least waiting, whatever phase chunks began with: $burstFrames at $rateHz Hz", (sizes) => {
    for (const offsetFrames of phases) {
      const device = { ...sizes, offsetFrames };
      const rig = new Rig(device).bursts(300);
      expect(msOf(rig.meanLeft(128) - leastLeft(device)), `offset ${offsetFrames}`).toBeLessThan(3.5);
      expect(rig.shifts.length).toBeLessThanOrEqual(1);
    }
  });

  it("ends chunks less than 4 ms before the end of a burst, every second one", () => {
    for (const offsetFrames of phases) {
      const rig = new Rig({ ...tenMs, offsetFrames }).bursts(200);
      if (rig.shifts.length === 0) continue;
      const ends = rig.left.slice(-60).filter((left) => msOf(left) < 4);
      expect(ends.length, `offset ${offsetFrames}`).toBe(30);
    }
  });

  it("makes a single chunk longer, loses and doubles nothing", () => {
    fc.assert(
      fc.property(fc.nat(319), fc.constantFrom(441, 480, 960, 1_024), (offsetFrames, burstFrames) => {
        const rig = new Rig({ rateHz: 48_000, burstFrames, offsetFrames }).bursts(300);
        let next = 0;
        for (const { first, frames } of rig.chunks) {
          expect(first).toBe(next);
          next += frames;
        }
        const longer = rig.chunks.filter(({ frames }) => frames !== chunkFrames);
        expect(longer.map(({ frames }) => frames - chunkFrames)).toEqual(
          rig.shifts.map(({ frames }) => frames),
        );
        for (const { frames } of longer) expect(frames).toBeLessThan(2 * chunkFrames);
      }),
      { numRuns: 20 },
    );
  });

  it("decides after 0.3 s of bursts, and never again while they stay as they are", () => {
    const rig = new Rig({ ...tenMs, offsetFrames: 300 }).bursts(5_000);
    expect(rig.shifts).toHaveLength(1);
    expect(rig.shifts[0]?.bursts).toBeLessThan(40);
  });

  it.each([
    ["single quanta", { rateHz: 48_000, burstFrames: 128 }],
    ["two quanta", { rateHz: 48_000, burstFrames: 256 }],
    ["bursts that never meet the chunks", { rateHz: 48_000, burstFrames: 512 }],
    ["long bursts that never meet the chunks", { rateHz: 48_000, burstFrames: 1_024 }],
  ])("does nothing for %s", (_, sizes) => {
    for (const offsetFrames of phases) {
      expect(new Rig({ ...sizes, offsetFrames }).bursts(400).shifts).toEqual([]);
    }
  });

  it("does nothing where the clock is too coarse to tell bursts apart", () => {
    const phase = new ChunkPhase();
    for (let tick = 0; tick < 1_000; tick += 1) {
      for (const filled of [300, 20, 60, 140]) expect(phase.onQuantum(tick * 100, filled)).toBe(0);
    }
  });

  it("does nothing while quanta come whenever a busy machine lets them", () => {
    const random = seededRandom(7);
    const phase = new ChunkPhase();
    let shifted = 0;
    let [nowMs, frames] = [0, 300];
    for (let quantum = 0; quantum < 40_000; quantum += 1) {
      nowMs += random() < 0.3 ? 9 : 0;
      shifted += phase.onQuantum(Math.floor(nowMs), Math.floor(frames) % chunkFrames);
      frames += 128 / 3;
    }
    expect(shifted).toBe(0);
  });

  it("finds the phase although one burst in five is torn apart, late or comes with the next", () => {
    const random = seededRandom(3);
    const rig = new Rig({ ...tenMs, offsetFrames: 300 });
    for (let i = 0; i < 2_000; i += 1) {
      const trouble = random();
      if (trouble < 0.07) rig.burst(10, [0, 3, 0, 0]);
      else if (trouble < 0.14) rig.burst(60);
      else if (trouble < 0.2) rig.burst(0);
      else rig.burst();
    }
    expect(rig.shifts).toHaveLength(1);
    rig.bursts(100);
    expect(msOf(rig.meanLeft(100) - leastLeft(tenMs))).toBeLessThan(2);
  });

  it("stays where it is when bursts change for a while, and moves when they change for good", () => {
    const rig = new Rig({ ...tenMs, offsetFrames: 300 }).bursts(200);
    expect(rig.shifts).toHaveLength(1);
    rig.device = { ...rig.device, burstFrames: 512 };
    rig.bursts(311);
    rig.device = tenMs;
    rig.bursts(600);
    expect(rig.shifts).toHaveLength(1);
    rig.bursts(1_700);
    expect(rig.shifts).toHaveLength(2);
    expect(msOf(rig.meanLeft(100) - leastLeft(tenMs))).toBeLessThan(3.5);
  });

  it("is not put off by a clock that jumps", () => {
    const phase = new ChunkPhase();
    const fills = Array.from({ length: 400 }, (_, i) => (300 + i * 160) % chunkFrames);
    const shifts = fills.map((fill, i) =>
      phase.onQuantum(i * 10 + (i < 60 ? 0 : 1e9) - (i < 90 ? 0 : 2e9), fill),
    );
    // 140 and 300 frames, in turn, at both looks: here no chunk becomes longer.
    expect(shifts.filter((shift) => shift > 0)).toEqual([132, 132]);
  });
});
