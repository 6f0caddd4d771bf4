import { expect, it } from "vitest";
import { atMost } from "../../web/core/at-most.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

it("waits for the work, and leaves no timer behind", async () => {
  const clock = new ManualClock();
  await atMost(100, Promise.resolve("done"), clock);
  expect(clock.pendingTimers).toBe(0);
});

it("waits no longer than it may", async () => {
  const clock = new ManualClock();
  let isOver = false;
  const waited = atMost(100, new Promise(() => {}), clock).then(() => {
    isOver = true;
  });
  clock.advance(99);
  await Promise.resolve();
  expect(isOver).toBe(false);
  clock.advance(1);
  await waited;
  expect(clock.pendingTimers).toBe(0);
});

it("fails as the work does, and leaves no timer behind", async () => {
  const clock = new ManualClock();
  await expect(atMost(100, Promise.reject(new Error("no")), clock)).rejects.toThrow("no");
  expect(clock.pendingTimers).toBe(0);
});
