import { describe, expect, it } from "vitest";
import { LinePulse } from "../../../web/core/live/line-pulse.ts";

describe("LinePulse", () => {
  it("says nothing of a line on which nothing happens", () => {
    expect(new LinePulse().beat(1_000, 0)).toBeUndefined();
  });

  it("tells once of the newest frame, however many came", () => {
    const pulse = new LinePulse();
    pulse.received(1_000);
    pulse.received(1_400);
    expect(pulse.beat(1_450, 0)).toEqual({ type: "pulse", receivedAtMs: 1_400, leftBytes: 0 });
    expect(pulse.beat(2_450, 0)).toBeUndefined();
  });

  it("does not tell of a frame that the page has heard of", () => {
    const pulse = new LinePulse();
    pulse.received(1_000);
    pulse.told(1_000);
    expect(pulse.beat(1_050, 0)).toBeUndefined();
    pulse.received(1_200);
    expect(pulse.beat(1_250, 0)?.receivedAtMs).toBe(1_200);
  });

  it("gathers small news for half a second, and tells at once that much has left", () => {
    const pulse = new LinePulse();
    const told = (atMs: number, leftBytes: number) => pulse.beat(atMs, leftBytes)?.leftBytes;
    expect(told(1_000, 900)).toBe(900);
    expect(told(1_050, 1_800)).toBeUndefined();
    expect(told(1_450, 9_000)).toBeUndefined();
    expect(told(1_500, 9_900)).toBe(9_900);
    expect(told(1_550, 40_000)).toBe(40_000);
    expect(told(1_600, 40_000)).toBeUndefined();
  });
});
