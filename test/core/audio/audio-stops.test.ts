import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AudioStop } from "../../../web/core/audio/audio-change.ts";
import { AudioStops } from "../../../web/core/audio/audio-stops.ts";

const startMs = 1_700_000_000_000;
const chunkMs = 20;

/** A microphone and a page, each of which may stand still. */
class Scene {
  readonly found: AudioStop[] = [];
  readonly #stops = new AudioStops();
  #nowMs = startMs;
  #wallMs = startMs;
  #soundMs = 0;
  #beatMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Both go on. @param lateMs of the messages @param drift of the microphone's clock, 0.0001 is 100 ppm slow */
  goOn(durationMs: number, lateMs: (chunk: number) => number = () => 0, drift = 0): this {
    for (let chunk = 0; chunk * chunkMs < durationMs; chunk += 1) {
      this.#pass(chunkMs);
      this.#soundMs += chunkMs * (1 - drift);
      this.#hear(lateMs(chunk));
    }
    return this;
  }

  /** The sound stands still; the page goes on. */
  interrupt(durationMs: number): this {
    for (let at = 0; at < durationMs; at += chunkMs) this.#pass(chunkMs);
    return this;
  }

  /** Both stand still. */
  sleep(durationMs: number): this {
    this.#nowMs += durationMs;
    this.#wallMs += durationMs;
    return this;
  }

  /** Both stand still, and the page's clock, too. */
  sleepWithClock(durationMs: number): this {
    this.#wallMs += durationMs;
    return this;
  }

  /** The page stands still; what is said meanwhile is heard at once after. */
  stall(durationMs: number): this {
    this.#nowMs += durationMs;
    this.#wallMs += durationMs;
    for (let at = 0; at < durationMs; at += chunkMs) {
      this.#soundMs += chunkMs;
      this.#hear(0);
    }
    return this;
  }

  #pass(durationMs: number): void {
    this.#nowMs += durationMs;
    this.#wallMs += durationMs;
    if (this.#nowMs - this.#beatMs < 1_000) return;
    this.#beatMs = this.#nowMs;
    this.#note(this.#stops.beat(this.#nowMs, this.#wallMs));
  }

  #hear(lateMs: number): void {
    this.#note(this.#stops.hear(this.#soundMs * 16, this.#nowMs + lateMs));
  }

  #note(stop: AudioStop | undefined): void {
    if (stop !== undefined) this.found.push(stop);
  }
}

describe("AudioStops", () => {
  it("finds where the sound stood still while the page went on, and how long", () => {
    const scene = new Scene().goOn(5_000);
    const fromMs = scene.nowMs;
    scene.interrupt(4_000).goOn(2_000);
    expect(scene.found).toMatchObject([{ type: "stopped", why: "interrupted" }]);
    const [stop] = scene.found;
    expect(stop?.fromMs).toBeCloseTo(fromMs, 0);
    expect(stop?.untilMs).toBeCloseTo(fromMs + 4_000, 0);
    expect(stop?.lostMs).toBeCloseTo(4_000, 0);
  });

  it("calls it sleep when the page stood still as well", () => {
    const scene = new Scene().goOn(5_000).sleep(60_000).goOn(2_000);
    expect(scene.found).toMatchObject([{ why: "asleep" }]);
    expect(scene.found[0]?.lostMs).toBeCloseTo(60_000, 0);
  });

  it("finds a sleep that stopped the page's clock, too, and takes nothing out of the recording for it", () => {
    const scene = new Scene().goOn(5_000).sleepWithClock(60_000).goOn(2_000);
    expect(scene.found).toMatchObject([{ why: "asleep", lostMs: 60_000 }]);
    expect(scene.found[0]?.untilMs).toBe(scene.found[0]?.fromMs);
  });

  it("finds one stop after the other", () => {
    const scene = new Scene().goOn(3_000).interrupt(2_000).goOn(3_000).interrupt(1_500).goOn(3_000);
    expect(scene.found.map(({ lostMs }) => Math.round(lostMs))).toEqual([2_000, 1_500]);
  });

  it("takes a page that was held up for none, nor what is too short to be news", () => {
    const scene = new Scene().goOn(3_000).stall(8_000).goOn(3_000).interrupt(800).goOn(3_000);
    expect(scene.found).toEqual([]);
  });

  it("finds nothing in a call of two hours, with clocks 150 ppm apart and messages that are late", () => {
    const late = (chunk: number) => (chunk % 7) * 3 + (chunk % 500 === 0 ? 400 : 0);
    for (const drift of [-0.00015, 0.00015])
      expect(new Scene().goOn(7_200_000, late, drift).found).toEqual([]);
  });

  it("finds every stop and nothing else, in any order of things", () => {
    const happening = fc.oneof(
      fc.record({ type: fc.constant("interrupt" as const), ms: fc.integer({ min: 1_100, max: 30_000 }) }),
      fc.record({ type: fc.constant("sleep" as const), ms: fc.integer({ min: 4_000, max: 90_000 }) }),
      fc.record({ type: fc.constant("stall" as const), ms: fc.integer({ min: 20, max: 9_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 6 }), (happenings) => {
        const scene = new Scene().goOn(2_000);
        for (const { type, ms } of happenings) scene[type](ms).goOn(2_000);
        const stops = happenings.filter(({ type }) => type !== "stall");
        expect(scene.found.length).toBe(stops.length);
        for (const [i, { type, ms }] of stops.entries()) {
          expect(Math.abs((scene.found[i]?.lostMs ?? 0) - ms)).toBeLessThanOrEqual(chunkMs + 1);
          expect(scene.found[i]?.why).toBe(type === "sleep" ? "asleep" : "interrupted");
        }
      }),
      { numRuns: 50 },
    );
  });
});
