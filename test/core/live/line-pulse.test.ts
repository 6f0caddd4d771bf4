import { describe, expect, it } from "vitest";
import { LinePulse } from "../../../web/core/live/line-pulse.ts";

describe("LinePulse", () => {
  it("says nothing of a line on which nothing happens", () => {
    expect(new LinePulse().beat(0)).toBeUndefined();
  });

  it("tells once of the newest frame, however many came", () => {
    const pulse = new LinePulse();
    pulse.received(1_000);
    pulse.received(1_400);
    expect(pulse.beat(0)).toEqual({ type: "pulse", receivedAtMs: 1_400, queuedBytes: 0 });
    expect(pulse.beat(0)).toBeUndefined();
  });

  it("does not tell of a frame again that the page has heard of", () => {
    const pulse = new LinePulse();
    pulse.received(1_000);
    pulse.told(1_000);
    expect(pulse.beat(0)).toBeUndefined();
    pulse.received(1_200);
    expect(pulse.beat(0)?.receivedAtMs).toBe(1_200);
  });

  it("tells how a queue grows and that it is gone, and overlooks a chunk that is on its way", () => {
    const pulse = new LinePulse();
    const told = [900, 5_000, 5_900, 60_000, 59_000, 900, 0].map((bytes) => pulse.beat(bytes)?.queuedBytes);
    expect(told).toEqual([undefined, 5_000, undefined, 60_000, undefined, 0, undefined]);
  });
});
