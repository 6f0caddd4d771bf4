import { afterEach, expect, it } from "vitest";
import { WebCallSeat } from "../../web/adapters/web-call-seat.ts";
import { describeCallSeat } from "./call-seat.ts";

const opened: WebCallSeat[] = [];

function tabs() {
  const name = crypto.randomUUID();
  return () => {
    const seat = new WebCallSeat(name);
    opened.push(seat);
    return seat;
  };
}

afterEach(() => {
  for (const seat of opened.splice(0)) seat.close();
});

describeCallSeat("by Web Locks", tabs);

it("is taken by force from a tab that does not answer, which hears of it", async () => {
  const open = tabs();
  const [here, there] = [open(), open()];
  const heard: string[] = [];
  await here.take({
    onAsked: () => new Promise(() => heard.push("asked")),
    onLost: () => heard.push("lost"),
  });
  await there.takeOver({ onAsked: async () => undefined, onLost: () => undefined });
  expect(there.isOurs).toBe(true);
  await expect.poll(() => heard).toEqual(["asked", "lost"]);
  expect(here.isOurs).toBe(false);
});

it("is everybody's where the browser has no locks", async () => {
  const name = crypto.randomUUID();
  const [here, there] = [new WebCallSeat(name, {}), new WebCallSeat(name, {})];
  opened.push(here, there);
  const events = { onAsked: async () => undefined, onLost: () => undefined };
  expect(await here.take(events)).toBe(true);
  expect(await there.take(events)).toBe(true);
  expect(await there.isTaken()).toBeUndefined();
  expect(await there.isLost()).toBe(false);
});
