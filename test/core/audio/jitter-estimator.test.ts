import { describe, expect, it } from "vitest";
import { JitterEstimator } from "../../../web/core/audio/jitter-estimator.ts";

/** One turn of 80 ms parts that come at these times. */
function turn(estimator: JitterEstimator, arrivals: readonly number[], partMs = 80): void {
  estimator.begin();
  for (const atMs of arrivals) estimator.arrived(atMs, partMs);
  estimator.end();
}

describe("JitterEstimator", () => {
  it("holds nothing back on a smooth network, faster than real time or not", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [1_000, 1_024, 1_048, 1_072]);
    turn(estimator, [5_000, 5_080, 5_160, 5_240]);
    expect(estimator.holdMs).toBe(0);
  });

  it("lets playback start when the first part comes", () => {
    const estimator = new JitterEstimator();
    estimator.begin();
    expect(estimator.startAtMs).toBe(Number.POSITIVE_INFINITY);
    estimator.arrived(1_000, 80);
    expect(estimator.startAtMs).toBe(1_000);
  });

  it("learns from lateness long before anything runs dry", () => {
    const estimator = new JitterEstimator();
    estimator.begin();
    estimator.arrived(0, 80);
    estimator.arrived(24, 80);
    estimator.arrived(48 + 150, 80);
    expect(estimator.holdMs).toBeGreaterThan(198 - 160 - (24 - 80));
  });

  it("keeps for the next turn what one turn taught", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [0, 140, 160, 240]);
    estimator.begin();
    estimator.arrived(9_000, 80);
    expect(estimator.startAtMs).toBeGreaterThanOrEqual(9_060);
  });

  it("frees a held start by the part that comes early", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [0, 140, 160, 240]);
    estimator.begin();
    estimator.arrived(9_000, 80);
    const heldUntil = estimator.startAtMs;
    estimator.arrived(9_010, 80);
    expect(estimator.startAtMs).toBe(heldUntil - 70);
  });

  it("relaxes over smooth turns, down to nothing", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [0, 140, 160, 240]);
    const learnt = estimator.holdMs;
    turn(estimator, [1_000, 1_024, 1_048]);
    expect(estimator.holdMs).toBeLessThan(learnt);
    expect(estimator.holdMs).toBeGreaterThan(learnt / 2);
    for (let i = 2; i < 40; i += 1) turn(estimator, [i * 1_000, i * 1_000 + 24, i * 1_000 + 48]);
    expect(estimator.holdMs).toBe(0);
  });

  it("does not relax in a turn that needed it all", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [0, 140, 160, 240]);
    const learnt = estimator.holdMs;
    turn(estimator, [9_000, 9_140, 9_160, 9_240]);
    expect(estimator.holdMs).toBe(learnt);
  });

  it("grows when playback ran dry although nothing seemed late, and starts anew from the part that ended it", () => {
    const estimator = new JitterEstimator();
    estimator.begin();
    estimator.arrived(0, 80);
    estimator.arrived(80, 80);
    estimator.ranDry(8);
    expect(estimator.holdMs).toBeGreaterThanOrEqual(20);
    expect(estimator.startAtMs).toBe(0 + estimator.holdMs);
    const once = estimator.holdMs;
    estimator.ranDry(8);
    expect(estimator.holdMs).toBeGreaterThan(once);
  });

  it("takes a pause of the model for a pause, not for jitter", () => {
    const estimator = new JitterEstimator();
    estimator.begin();
    estimator.arrived(0, 80);
    estimator.arrived(3_000, 80);
    estimator.ranDry(2_900);
    expect(estimator.holdMs).toBe(0);
    expect(estimator.startAtMs).toBe(3_000 - 80);
  });

  it("does not count from a first part of two bytes", () => {
    const estimator = new JitterEstimator();
    estimator.begin();
    estimator.arrived(0, 2 / 48);
    expect(estimator.startAtMs).toBe(Number.POSITIVE_INFINITY);
    estimator.arrived(300, 80);
    expect(estimator.holdMs).toBe(0);
    expect(estimator.startAtMs).toBeCloseTo(300, 0);
  });

  it("never holds back longer than 250 ms", () => {
    const estimator = new JitterEstimator();
    turn(estimator, [0, 480, 900]);
    for (let i = 0; i < 50; i += 1) estimator.ranDry(100);
    expect(estimator.holdMs).toBe(250);
  });
});
