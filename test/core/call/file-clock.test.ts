import { describe, expect, it } from "vitest";
import { FileClock } from "../../../web/core/call/file-clock.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

function clocks() {
  const behind = new ManualClock(5_000);
  return { behind, clock: new FileClock(behind) };
}

describe("FileClock", () => {
  it("is the clock behind it until it is told to run faster", () => {
    const { behind, clock } = clocks();
    expect(clock.now()).toBe(5_000);
    behind.advance(300);
    expect(clock.now()).toBe(5_300);
  });

  it("runs at its speed from where it stood, and goes on from there", () => {
    const { behind, clock } = clocks();
    behind.advance(1_000);
    clock.setSpeed(2);
    expect(clock.now()).toBe(6_000);
    behind.advance(1_000);
    expect(clock.now()).toBe(8_000);
    clock.setSpeed(1);
    behind.advance(1_000);
    expect(clock.now()).toBe(9_000);
  });

  it("fires timers at their moment on its own hands, also when the speed changes while they wait", () => {
    const { behind, clock } = clocks();
    const fired: number[] = [];
    clock.setTimer(1_000, () => fired.push(clock.now()));
    clock.setTimer(3_000, () => fired.push(clock.now()));
    behind.advance(500);
    clock.setSpeed(2);
    behind.advance(250);
    expect(fired).toEqual([6_000]);
    behind.advance(500);
    clock.setSpeed(1);
    behind.advance(999);
    expect(fired).toEqual([6_000]);
    behind.advance(1);
    expect(fired).toEqual([6_000, 8_000]);
    expect(behind.pendingTimers).toBe(0);
  });

  it("fires each timer once and none that was cancelled", () => {
    const { behind, clock } = clocks();
    const fired: string[] = [];
    clock.setTimer(100, () => fired.push("kept"));
    const cancel = clock.setTimer(100, () => fired.push("cancelled"));
    clock.setSpeed(2);
    cancel();
    behind.advance(1_000);
    clock.setSpeed(1);
    behind.advance(1_000);
    expect(fired).toEqual(["kept"]);
    expect(behind.pendingTimers).toBe(0);
  });
});
