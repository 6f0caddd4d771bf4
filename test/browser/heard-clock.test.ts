import { describe, expect, it } from "vitest";
import { type HeardContext, heardClock } from "../../web/adapters/heard-clock.ts";

const rateHz = 24_000;

function context(stamp: AudioTimestamp, currentTime: number, outputLatency: number): HeardContext {
  return { currentTime, outputLatency, getOutputTimestamp: () => stamp };
}

/** When the frame at `seconds` of the context is heard, against now, as the clock has it. */
function heardInMs(of: HeardContext, seconds: number): number {
  const nowMs = performance.timeOrigin + performance.now();
  const { frame, atMs } = heardClock(of, rateHz);
  return atMs + (seconds - frame / rateHz) * 1000 - nowMs;
}

describe("when a frame is heard", () => {
  it("is told by what is at the device right now", () => {
    const performanceTime = performance.now() - 8;
    const heard = heardInMs(context({ contextTime: 9.9, performanceTime }, 10, 0), 10);
    expect(Math.abs(heard - 92)).toBeLessThan(5);
  });

  it.each<[string, AudioTimestamp]>([
    ["an output that has just begun", { contextTime: 0, performanceTime: 0 }],
    ["no answer", {}],
    ["a time of another clock", { contextTime: 10, performanceTime: 1.7e12 }],
    ["a context that stands still", { contextTime: 9.9, performanceTime: performance.now() - 60_000 }],
    ["a frame that was never rendered", { contextTime: 11, performanceTime: performance.now() }],
    ["a frame of long ago", { contextTime: 5, performanceTime: performance.now() }],
  ])("is estimated where the platform gives %s", (_, stamp) => {
    expect(Math.abs(heardInMs(context(stamp, 10, 0.04), 10) - 40)).toBeLessThan(5);
  });

  it("is the time of rendering where there is no estimate either", () => {
    const silent = context({}, 10, Number.NaN);
    expect(Math.abs(heardInMs(silent, 10))).toBeLessThan(5);
  });
});
