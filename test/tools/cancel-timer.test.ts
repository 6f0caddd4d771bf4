import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/cancel-timer.ts";
import { tool as setTimer } from "../../web/tools/set-timer.ts";
import { ask } from "./support/ask.ts";
import { TimerScene } from "./support/timer-scene.ts";

async function withTimers(count: number) {
  const scene = new TimerScene();
  const timers = Array.from({ length: count }, () =>
    ask(setTimer, { seconds: 60, label: "tea" }, scene.context).then(({ status }) => status),
  );
  await scene.pass(10_000);
  return { scene, timers };
}

describe("cancel_timer", () => {
  it("stops the only timer", async () => {
    const { scene, timers } = await withTimers(1);
    expect(await ask(tool, {}, scene.context)).toEqual({
      status: "ok",
      id: 1,
      sentence: "Cancelled timer 1 for tea, with 50 seconds left.",
    });
    await scene.pass(1000);
    expect(await Promise.all(timers)).toEqual(["cancelled"]);
  });

  it("stops one of several, and lets the others run", async () => {
    const { scene, timers } = await withTimers(3);
    expect(await ask(tool, { id: 2 }, scene.context)).toMatchObject({ status: "ok", id: 2 });
    await scene.pass(60_000);
    expect(await Promise.all(timers)).toEqual(["time_is_up", "cancelled", "time_is_up"]);
  });

  it("keeps a timer apart from the one that takes its place within the same second", async () => {
    const { scene, timers } = await withTimers(1);
    await ask(tool, {}, scene.context);
    const next = ask(setTimer, { seconds: 300 }, scene.context);
    await scene.pass(1000);
    expect(await Promise.race([...timers, "waiting"])).toBe("cancelled");
    await scene.pass(299_000);
    expect(await next).toMatchObject({ status: "time_is_up", sentence: "Time is up: timer 2, 5 minutes." });
  });

  it("asks which one when several run", async () => {
    const { scene } = await withTimers(2);
    expect(await ask(tool, {}, scene.context)).toMatchObject({
      status: "ambiguous",
      timers: [{ id: 1 }, { id: 2 }],
      retryable: true,
    });
  });

  it("knows which numbers there are", async () => {
    const { scene } = await withTimers(1);
    expect(await ask(tool, { id: 7 }, scene.context)).toMatchObject({
      status: "not_found",
      timers: [{ id: 1 }],
    });
  });

  it("says that none runs", async () => {
    const { scene } = await withTimers(0);
    expect(await ask(tool, {}, scene.context)).toMatchObject({ status: "not_found", retryable: false });
  });
});
