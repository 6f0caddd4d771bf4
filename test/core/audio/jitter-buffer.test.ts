import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { JitterBuffer } from "../../../web/core/audio/jitter-buffer.ts";
import { firstDifference, join, largestStep, powerDb, sine, split } from "./signals.ts";

const rateHz = 24_000;
const quantumFrames = 128;
const fadeFrames = 120;

/** A jitter buffer, what comes out of it, and what it says; time is what is rendered. */
class Scene {
  readonly log: string[] = [];
  readonly buffer: JitterBuffer;
  readonly #quanta: Float32Array[] = [];
  readonly #rateHz: number;

  constructor(outputRateHz = rateHz) {
    this.#rateHz = outputRateHz;
    this.buffer = new JitterBuffer(outputRateHz, {
      onStarted: (segment) => this.log.push(`started ${segment}`),
      onDrained: (segment, frames) => this.log.push(`drained ${segment} after ${frames}`),
      onFlushed: (segment, frames) => this.log.push(`flushed ${segment} after ${frames}`),
    });
  }

  get nowMs(): number {
    return (this.#quanta.length * quantumFrames * 1000) / this.#rateHz;
  }

  get output(): Float32Array<ArrayBuffer> {
    return join(this.#quanta);
  }

  write(samples: Int16Array, segment = 1, sampleRateHz = rateHz): void {
    this.buffer.write(samples, sampleRateHz, segment, this.nowMs);
  }

  render(quanta: number): Float32Array<ArrayBuffer> {
    const from = this.#quanta.length;
    for (let i = 0; i < quanta; i += 1) {
      const quantum = new Float32Array(quantumFrames).fill(9);
      this.buffer.render(quantum);
      this.#quanta.push(quantum);
    }
    return join(this.#quanta.slice(from));
  }

  renderMs(durationMs: number): Float32Array<ArrayBuffer> {
    return this.render(Math.ceil((durationMs * this.#rateHz) / 1000 / quantumFrames));
  }

  renderUntil(done: () => boolean): void {
    for (let i = 0; i < 10_000 && !done(); i += 1) this.render(1);
    expect(done()).toBe(true);
  }
}

/** Every sample different from its neighbours, so that one lost or twice shows. */
function ramp(frames: number, from = 1): Int16Array<ArrayBuffer> {
  return new Int16Array(frames).map((_, i) => 1_000 + ((from + i) % 20_000));
}

function level(frames: number, value = 16_384): Int16Array<ArrayBuffer> {
  return new Int16Array(frames).fill(value);
}

function ms(durationMs: number): number {
  return (durationMs * rateHz) / 1000;
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

describe("what goes out", () => {
  it("is silence while nothing came", () => {
    expect(scene.render(4).every((sample) => sample === 0)).toBe(true);
    expect(scene.buffer.segment).toBeUndefined();
    expect(scene.log).toEqual([]);
  });

  it("is exactly what came in, between the fades at its ends", () => {
    const samples = ramp(2_000);
    scene.write(samples);
    scene.buffer.finish(1);
    const output = scene.renderMs(120);
    for (let i = fadeFrames; i < 2_000 - fadeFrames; i += 1)
      expect(output[i]).toBe((samples[i] ?? 0) / 32_768);
    expect(output.subarray(2_000).every((sample) => sample === 0)).toBe(true);
  });

  it("is the same however the audio is cut into parts", () => {
    const samples = ramp(6_000);
    const whole = playAll([samples]);
    fc.assert(
      fc.property(fc.array(fc.nat(900)), fc.constantFrom(24_000, 16_000, 44_100), (lengths, partRateHz) => {
        const expected = partRateHz === rateHz ? whole : playAll([samples], partRateHz);
        expect(firstDifference(playAll(split(samples, lengths), partRateHz), expected)).toBe(-1);
      }),
      { numRuns: 50 },
    );
  });

  it("is the same however the arrivals fall between the quanta, as long as it never runs dry", () => {
    const samples = ramp(12_000);
    const whole = playAll([samples]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 20 }), (waits) => {
        const other = new Scene();
        split(samples, new Array(20).fill(600)).forEach((part, index) => {
          other.write(part);
          other.render(waits[index] ?? 0);
        });
        other.buffer.finish(1);
        other.renderMs(800);
        if (other.buffer.underruns > 0) return;
        expect(firstDifference(trimmed(other.output), trimmed(whole))).toBe(-1);
      }),
      { numRuns: 60 },
    );
  });

  it("takes a part of any rate at its own pitch and length", () => {
    for (const partRateHz of [8_000, 16_000, 22_050, 48_000]) {
      const other = new Scene();
      const tone = sine(500, partRateHz, 0.2, 0.5);
      other.write(new Int16Array(tone.map((sample) => sample * 32_768)), 1, partRateHz);
      other.buffer.finish(1);
      const output = other.renderMs(300);
      const expected = sine(500, rateHz, 0.2, 0.5);
      for (let i = fadeFrames; i < ms(200) - fadeFrames; i += 1) {
        expect(Math.abs((output[i] ?? 9) - (expected[i] ?? 0))).toBeLessThan(0.005);
      }
      expect(other.log).toEqual(["started 1", `drained 1 after ${ms(200)}`]);
    }
  });

  it("plays on through a change of rate inside a segment", () => {
    scene.write(level(ms(50)), 1, 24_000);
    scene.write(level(800), 1, 16_000);
    scene.buffer.finish(1);
    const output = scene.renderMs(150);
    expect(scene.log).toEqual(["started 1", `drained 1 after ${ms(100)}`]);
    for (const sample of output.subarray(fadeFrames, ms(100) - fadeFrames)) {
      expect(Math.abs(sample - 0.5)).toBeLessThan(0.1);
    }
  });

  it("reads a rate that cannot be as its own", () => {
    for (const impossible of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 3, 1e9]) {
      const other = new Scene();
      other.write(level(ms(20)), 1, impossible);
      other.buffer.finish(1);
      other.renderMs(50);
      expect(other.log).toEqual(["started 1", `drained 1 after ${ms(20)}`]);
    }
  });

  it("has the contexts' rate: every frame is counted there", () => {
    const other = new Scene(48_000);
    other.write(level(ms(100)));
    other.buffer.finish(1);
    other.renderMs(150);
    expect(other.log).toEqual(["started 1", "drained 1 after 4800"]);
  });
});

describe("the start", () => {
  it("comes with the first quantum after the first part, when nothing speaks against it", () => {
    scene.render(3);
    scene.write(level(ms(80)));
    expect(scene.render(1).some((sample) => sample > 0)).toBe(true);
    expect(scene.log).toEqual(["started 1"]);
  });

  it("comes at once also when the first real part falls between two bursts of the sound card", () => {
    scene.render(8);
    scene.buffer.write(level(1), rateHz, 1, 1_000);
    scene.buffer.write(level(ms(80)), rateHz, 1, 1_007);
    expect(scene.render(1).some((sample) => sample > 0)).toBe(true);
  });

  it("waits for 10 ms of audio: a first part of two bytes starts nothing", () => {
    scene.write(level(1));
    expect(scene.renderMs(100).every((sample) => sample === 0)).toBe(true);
    expect(scene.log).toEqual([]);
    scene.write(level(ms(80)));
    scene.render(1);
    expect(scene.log).toEqual(["started 1"]);
    expect(scene.buffer.underruns).toBe(0);
  });

  it("does not wait for more of a segment that is finished, however short", () => {
    scene.write(level(1));
    scene.buffer.finish(1);
    scene.render(1);
    expect(scene.log).toEqual(["started 1", "drained 1 after 1"]);
  });

  it("ends a segment without audio without starting it", () => {
    scene.buffer.finish(3);
    scene.render(1);
    expect(scene.log).toEqual(["drained 3 after 0"]);
  });

  it("is held back after a turn with jitter, and less when parts come early", () => {
    lateTurn(scene, 1);
    scene.write(level(ms(40)), 2);
    const held = scene.renderMs(15);
    expect(held.every((sample) => sample === 0)).toBe(true);
    for (let part = 0; part < 5; part += 1) scene.write(level(ms(40)), 2);
    expect(scene.render(1).some((sample) => sample > 0)).toBe(true);
  });

  it("comes by itself after the hold, when nothing more has come", () => {
    lateTurn(scene, 1);
    const { holdMs } = scene.buffer;
    scene.write(level(ms(40)), 2);
    scene.log.length = 0;
    scene.renderMs(holdMs + 11);
    expect(scene.log).toEqual(["started 2"]);
  });
});

describe("fades", () => {
  it("lead in and out within 5 ms, without a step", () => {
    scene.write(level(ms(50)));
    scene.buffer.finish(1);
    const output = scene.renderMs(80);
    expect(largestStep(output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
    expect(output[fadeFrames]).toBe(0.5);
    expect(output[ms(50) - fadeFrames - 2]).toBe(0.5);
    expect(output[ms(50) - 1]).toBe(0);
  });

  it("lead into an underrun and out of it, without a step", () => {
    scene.write(level(ms(50)));
    scene.renderMs(100);
    scene.write(level(ms(200)));
    scene.renderMs(300);
    expect(scene.buffer.underruns).toBe(1);
    expect(largestStep(scene.output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
  });

  it("turn back when audio comes in the middle of one", () => {
    scene.write(level(quantumFrames * 3 - 60));
    scene.render(2);
    scene.write(level(ms(100)));
    const output = scene.render(4);
    expect(Math.min(...output)).toBeGreaterThan(0);
    expect(output.at(-1)).toBe(0.5);
    expect(largestStep(scene.output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
    expect(scene.buffer.underruns).toBe(0);
  });

  it("join two segments without a step", () => {
    scene.write(level(ms(50)), 1);
    scene.write(level(ms(50), -16_384), 2);
    scene.buffer.finish(2);
    scene.renderMs(120);
    expect(largestStep(scene.output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
    expect(scene.log).toEqual(["started 1", "drained 1 after 1200", "started 2", "drained 2 after 1200"]);
  });

  it("lower and restore the voice within 5 ms, without a step", () => {
    scene.write(level(ms(300)));
    scene.renderMs(50);
    scene.buffer.duck(true);
    const down = scene.renderMs(20);
    expect(down.at(-1)).toBeCloseTo(0.1, 6);
    expect(Math.abs((down[fadeFrames] ?? 0) - 0.1)).toBeLessThan(1e-6);
    scene.buffer.duck(false);
    const up = scene.renderMs(20);
    expect(up.at(-1)).toBe(0.5);
    expect(largestStep(scene.output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
  });

  it("are never steeper than a fade, whatever happens", () => {
    const event = fc.oneof(
      fc.record({ do: fc.constant("write" as const), frames: fc.nat(2_000) }),
      fc.record({ do: fc.constant("render" as const), frames: fc.nat(12) }),
      fc.record({
        do: fc.constantFrom("flush", "finish", "duck", "unduck", "next" as const),
        frames: fc.constant(0),
      }),
    );
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
        const other = new Scene();
        let segment = 1;
        for (const { do: action, frames } of events) {
          if (action === "write") other.write(level(frames), segment);
          else if (action === "render") other.render(frames);
          else if (action === "flush") other.buffer.flush();
          else if (action === "finish") other.buffer.finish(segment);
          else if (action === "next") segment += 1;
          else other.buffer.duck(action === "duck");
        }
        other.renderMs(20);
        expect(largestStep(other.output)).toBeLessThan(0.5 * (3 / fadeFrames));
      }),
      { numRuns: 150 },
    );
  });
});

describe("the playhead", () => {
  it("counts the frames that went out, and nothing else", () => {
    scene.write(level(ms(100)));
    scene.render(3);
    expect(scene.buffer.playedFrames).toBe(3 * quantumFrames);
    expect(scene.buffer.bufferedFrames).toBe(ms(100) - 3 * quantumFrames);
    expect(scene.buffer.playing).toBe(true);
  });

  it("stands still in an underrun", () => {
    scene.write(level(ms(20)));
    scene.renderMs(500);
    expect(scene.buffer.playedFrames).toBe(ms(20));
    expect(scene.buffer.playing).toBe(false);
    scene.write(level(ms(20)));
    scene.renderMs(500);
    expect(scene.buffer.playedFrames).toBe(ms(40));
  });

  it("stays on the last segment until the next one sounds", () => {
    scene.write(level(ms(20)), 5);
    scene.buffer.finish(5);
    scene.renderMs(50);
    expect(scene.buffer.segment).toBe(5);
    scene.write(level(ms(20)), 6);
    scene.render(1);
    expect(scene.buffer.segment).toBe(6);
    expect(scene.buffer.playedFrames).toBe(quantumFrames);
  });

  it("together with what is cut makes up what was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 5_000 }), fc.nat(30), (frames, quanta) => {
        const other = new Scene();
        other.write(level(frames));
        other.render(quanta);
        const { playedFrames, bufferedFrames } = other.buffer;
        expect(playedFrames + bufferedFrames).toBe(frames);
        expect(playedFrames).toBe(Math.min(frames, quanta * quantumFrames));
      }),
    );
  });
});

describe("a flush", () => {
  it("is silence after 5 ms", () => {
    scene.write(level(ms(5_000)));
    scene.renderMs(200);
    scene.buffer.flush();
    const after = scene.render(3);
    expect(after.subarray(fadeFrames).every((sample) => sample === 0)).toBe(true);
    expect(powerDb(after.subarray(fadeFrames - 12, fadeFrames))).toBeLessThan(-40);
    expect(scene.buffer.bufferedFrames).toBe(0);
  });

  it("says what was heard, the fade included", () => {
    scene.write(level(ms(5_000)));
    scene.render(40);
    scene.buffer.flush();
    scene.render(1);
    expect(scene.log).toEqual(["started 1", `flushed 1 after ${40 * quantumFrames + fadeFrames}`]);
  });

  it("keeps the fade within what is there", () => {
    scene.write(level(quantumFrames * 2 + 30));
    scene.render(2);
    scene.buffer.flush();
    scene.render(1);
    expect(scene.log.at(-1)).toBe(`flushed 1 after ${2 * quantumFrames + 30}`);
  });

  it("is immediate while the start is still held back", () => {
    scene.write(level(1));
    scene.buffer.flush();
    expect(scene.render(1).every((sample) => sample === 0)).toBe(true);
    expect(scene.log).toEqual(["flushed 1 after 0"]);
  });

  it("ignores later audio and the finish of the cut segment", () => {
    scene.write(level(ms(1_000)));
    scene.renderMs(50);
    scene.buffer.flush();
    scene.write(level(ms(1_000)));
    scene.render(2);
    scene.write(level(ms(1_000)));
    scene.buffer.finish(1);
    expect(scene.renderMs(100).every((sample) => sample === 0)).toBe(true);
    expect(scene.log.length).toBe(2);
  });

  it("ignores later audio of every older segment", () => {
    scene.write(level(ms(100)), 4);
    scene.render(1);
    scene.buffer.flush();
    scene.write(level(ms(100)), 2);
    scene.buffer.finish(3);
    scene.renderMs(50);
    expect(scene.log).toEqual(["started 4", expect.stringContaining("flushed 4")]);
  });

  it("plays the next segment, also one that comes during the fade", () => {
    scene.write(level(ms(1_000)), 1);
    scene.renderMs(50);
    scene.buffer.flush();
    scene.write(level(ms(50)), 2);
    scene.buffer.finish(2);
    scene.renderMs(100);
    expect(scene.log).toEqual([
      "started 1",
      expect.stringContaining("flushed 1"),
      "started 2",
      `drained 2 after ${ms(50)}`,
    ]);
    expect(largestStep(scene.output)).toBeLessThan(0.5 * (1.6 / fadeFrames));
  });

  it("cuts the segments behind the one that sounds, unheard", () => {
    scene.write(level(ms(1_000)), 1);
    scene.write(level(ms(1_000)), 2);
    scene.write(level(ms(1_000)), 3);
    scene.renderMs(50);
    scene.buffer.flush();
    scene.renderMs(50);
    expect(scene.log.slice(1)).toEqual([
      expect.stringContaining("flushed 1"),
      "flushed 2 after 0",
      "flushed 3 after 0",
    ]);
  });

  it("does nothing when there is nothing, and nothing more the second time", () => {
    scene.buffer.flush();
    scene.write(level(ms(100)));
    scene.renderMs(20);
    scene.buffer.flush();
    scene.buffer.flush();
    scene.renderMs(20);
    scene.buffer.flush();
    scene.renderMs(20);
    expect(scene.log).toEqual(["started 1", expect.stringContaining("flushed 1")]);
  });

  it("leaves nothing of a resampled voice for the next one", () => {
    scene.write(level(ms(1_000), 30_000), 1, 16_000);
    scene.renderMs(50);
    scene.buffer.flush();
    scene.renderMs(20);
    scene.write(level(2_000, 0), 2, 16_000);
    expect(scene.renderMs(50).every((sample) => sample === 0)).toBe(true);
  });
});

describe("an underrun", () => {
  it("counts when a segment fell silent in its middle", () => {
    scene.write(level(ms(40)));
    scene.renderMs(80);
    expect(scene.buffer.underruns).toBe(0);
    scene.write(level(ms(40)));
    expect(scene.buffer.underruns).toBe(1);
  });

  it("is not ended by a crumb: 10 ms of audio have to be there again", () => {
    scene.write(level(ms(40)));
    scene.renderMs(700);
    scene.write(level(20));
    expect(scene.renderMs(300).every((sample) => sample === 0)).toBe(true);
    scene.write(level(ms(400)));
    expect(scene.renderMs(50).some((sample) => sample > 0)).toBe(true);
  });

  it("is none when the segment turns out to have been over", () => {
    scene.write(level(ms(40)));
    scene.renderMs(300);
    scene.buffer.finish(1);
    scene.render(1);
    expect(scene.buffer.underruns).toBe(0);
    expect(scene.log).toEqual(["started 1", `drained 1 after ${ms(40)}`]);
  });

  it("is none when the next part comes before the next quantum", () => {
    scene.write(level(quantumFrames * 2));
    scene.render(2);
    scene.write(level(quantumFrames * 2));
    expect(scene.render(1).some((sample) => sample > 0)).toBe(true);
    expect(scene.buffer.underruns).toBe(0);
  });

  it("makes the buffer hold back more, also for the turns to come", () => {
    scene.write(level(ms(40)));
    scene.renderMs(100);
    scene.write(level(ms(40)));
    const learnt = scene.buffer.holdMs;
    expect(learnt).toBeGreaterThan(50);
    scene.buffer.finish(1);
    scene.renderMs(200);
    expect(scene.buffer.holdMs).toBe(learnt);
  });

  it("is forgotten after smooth turns", () => {
    lateTurn(scene, 1);
    expect(scene.buffer.holdMs).toBeGreaterThan(50);
    for (let segment = 2; segment < 40; segment += 1) {
      for (let part = 0; part < 4; part += 1) {
        scene.write(level(ms(80)), segment);
        scene.renderMs(24);
      }
      scene.buffer.finish(segment);
      scene.renderMs(400);
    }
    expect(scene.buffer.holdMs).toBe(0);
  });
});

describe("the level", () => {
  it("is the RMS of what went out since it was last asked", () => {
    scene.write(level(ms(200)));
    scene.renderMs(50);
    scene.buffer.takeLevel();
    scene.renderMs(50);
    expect(scene.buffer.takeLevel()).toBeCloseTo(0.5, 5);
    expect(scene.buffer.takeLevel()).toBe(0);
    scene.buffer.flush();
    scene.renderMs(50);
    scene.buffer.takeLevel();
    scene.renderMs(50);
    expect(scene.buffer.takeLevel()).toBe(0);
  });
});

describe("room", () => {
  it("is there for a reply far ahead of its playback", () => {
    for (let second = 0; second < 120; second += 1) scene.write(ramp(ms(1_000), second * ms(1_000)));
    scene.buffer.finish(1);
    expect(scene.buffer.bufferedFrames).toBe(ms(120_000));
    const output = scene.renderMs(120_100);
    expect(scene.log).toEqual(["started 1", `drained 1 after ${ms(120_000)}`]);
    for (let i = 10_000; i < ms(119_000); i += 9_973)
      expect(output[i]).toBe((1_000 + ((i + 0) % 20_000)) / 32_768);
  });

  it("has a bound: what comes beyond five minutes is dropped, the rest plays", () => {
    for (let second = 0; second < 310; second += 1) scene.write(level(ms(1_000)));
    scene.buffer.finish(1);
    expect(scene.buffer.bufferedFrames).toBe(ms(300_000));
  });
});

/** Everything that one segment of these parts sounds like. */
function playAll(parts: readonly Int16Array[], sampleRateHz = rateHz): Float32Array<ArrayBuffer> {
  const other = new Scene();
  for (const part of parts) other.write(part, 1, sampleRateHz);
  other.buffer.finish(1);
  other.renderMs(600);
  return other.output;
}

/** Without the silence at both ends. */
function trimmed(samples: Float32Array): Float32Array {
  let from = 0;
  let to = samples.length;
  while (from < to && samples[from] === 0) from += 1;
  while (to > from && samples[to - 1] === 0) to -= 1;
  return samples.slice(from, to);
}

/** A turn whose second part comes 60 ms too late. */
function lateTurn(scene: Scene, segment: number): void {
  scene.write(level(ms(40)), segment);
  scene.renderMs(100);
  scene.write(level(ms(40)), segment);
  scene.buffer.finish(segment);
  scene.renderMs(300);
}
