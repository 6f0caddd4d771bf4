import { describe, expect, it } from "vitest";
import { findEcho, sweep, wayToTalk } from "../../web/core/preflight/echo.ts";

const rateHz = 16_000;
const played = sweep(400, rateHz);

/** A room of a second: the test sound comes back after `delayMs`, `gain` times as loud, among noise. */
function room(delayMs: number, gain: number, noise: number): Int16Array {
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 1_073_741_824 - 1;
  };
  const heard = Int16Array.from({ length: rateHz }, () => Math.round(random() * noise * 32_767));
  const from = (delayMs / 1_000) * rateHz;
  played.forEach((sample, at) => {
    heard[from + at] = (heard[from + at] ?? 0) + sample * gain;
  });
  return heard;
}

describe("the echo of a test sound", () => {
  it.each([0, 125, 480])("is found after %i ms", (delayMs) => {
    const { likeness, delayMs: found } = findEcho(played, room(delayMs, 0.5, 0.005), rateHz);
    expect(likeness).toBeGreaterThan(0.9);
    expect(Math.abs(found - delayMs)).toBeLessThan(1);
  });

  it("is found under noise as loud as itself, and not where there is only noise", () => {
    expect(findEcho(played, room(200, 0.2, 0.06), rateHz).likeness).toBeGreaterThan(0.4);
    expect(findEcho(played, room(200, 0, 0.06), rateHz).likeness).toBeLessThan(0.1);
  });

  it("is none in silence, and none in a recording that is too short", () => {
    expect(findEcho(played, new Int16Array(rateHz), rateHz)).toMatchObject({ likeness: 0, level: 0 });
    expect(findEcho(played, new Int16Array(100), rateHz).likeness).toBe(0);
  });
});

describe("the way to talk", () => {
  it("is open without an echo, by turns with one, and by button where it drowns the voice", () => {
    const way = (gain: number, noise = 0.001) => wayToTalk(findEcho(played, room(100, gain, noise), rateHz));
    expect(way(0)).toBe("open");
    expect(way(0.02)).toBe("open");
    expect(way(0.3)).toBe("half-duplex");
    expect(way(0.9)).toBe("push-to-talk");
  });

  it("is not taken from somebody who talks loudly meanwhile", () => {
    expect(wayToTalk(findEcho(played, room(100, 0, 0.3), rateHz))).toBe("open");
  });
});
