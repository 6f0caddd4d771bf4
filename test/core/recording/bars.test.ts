import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barsOf } from "../../../web/core/recording/bars.ts";

const lanes = (user: readonly number[], agent: readonly number[] = []) => ({
  barMs: 100,
  user: Uint8Array.from(user),
  agent: Uint8Array.from(agent),
});

describe("the bars of a waveform", () => {
  it("are as many as asked for, in both lanes", () => {
    const { user, agent } = barsOf(lanes([1, 2, 3], [4]), 300, 7);
    expect([user.length, agent.length]).toEqual([7, 7]);
  });

  it("stand where their sound is", () => {
    const { user, agent } = barsOf(lanes([0, 0, 200, 200, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 200, 200]), 800, 4);
    expect(user).toEqual([0, 1, 0, 0]);
    expect(agent).toEqual([0, 0, 0, 1]);
  });

  it("repeat a value where there are more bars than values", () => {
    expect(barsOf(lanes([0, 255]), 200, 4).user).toEqual([0, 0, 1, 1]);
  });

  it("leave the place of a lane that ends early empty", () => {
    expect(barsOf(lanes([255], [255, 255]), 200, 2).user).toEqual([1, 0]);
  });

  it("compare the two voices by the loudest of both", () => {
    const { user, agent } = barsOf(lanes([200], [100]), 100, 1);
    expect(user[0]).toBe(1);
    expect(agent[0]).toBeGreaterThan(0.5);
    expect(agent[0]).toBeLessThan(0.7);
  });

  it("do not draw the noise of a room as speech", () => {
    expect(barsOf(lanes([4], [3]), 100, 1).user[0]).toBeLessThan(0.2);
  });

  it("tell a minute of speech from a minute with one shout", () => {
    const shout = Array.from({ length: 100 }, (_, index) => (index === 50 ? 255 : 0));
    const speech = shout.map(() => 120);
    const { user, agent } = barsOf(lanes(shout, speech), 10_000, 1);
    expect(user[0]).toBeLessThan(agent[0] ?? 0);
    expect(user[0]).toBeGreaterThan(0);
  });

  it("are always from 0 to 1", () => {
    const lane = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 50 });
    fc.assert(
      fc.property(lane, lane, fc.integer({ min: 1, max: 60 }), (user, agent, count) => {
        const bars = barsOf(lanes(user, agent), Math.max(user.length, agent.length, 1) * 100, count);
        for (const height of [...bars.user, ...bars.agent]) {
          expect(height).toBeGreaterThanOrEqual(0);
          expect(height).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
