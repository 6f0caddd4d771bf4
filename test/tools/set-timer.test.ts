import { describe, expect, it } from "vitest";
import { defaultSettings } from "../../web/core/settings.ts";
import { runTool } from "../../web/core/tools/run-tool.ts";
import { schedulingOf } from "../../web/core/tools/tool.ts";
import { tool as cancelTimer } from "../../web/tools/cancel-timer.ts";
import { tool as listTimers } from "../../web/tools/list-timers.ts";
import { tool } from "../../web/tools/set-timer.ts";
import { FakeToolHost } from "../fakes/fake-tool-host.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryToolStore } from "../fakes/memory-tool-store.ts";
import { noHistory } from "../fakes/no-history.ts";
import { ask } from "./support/ask.ts";
import { TimerScene } from "./support/timer-scene.ts";

describe("set_timer", () => {
  it("tells person and agent at once that it is set, and speaks up when the time is up", async () => {
    const scene = new TimerScene();
    const timer = ask(tool, { seconds: 300, label: "tea" }, scene.context);
    await scene.pass(299_000);
    expect(scene.context.told[0]).toEqual({
      text: "Set timer 1 for tea: 5 minutes, until 13:05.",
      tellAgent: true,
    });
    expect(await Promise.race([timer, "waiting"])).toBe("waiting");
    await scene.pass(1000);
    const result = await timer;
    expect(result).toEqual({
      status: "time_is_up",
      id: 1,
      label: "tea",
      sentence: "Time is up: timer 1 for tea, 5 minutes.",
    });
    expect(schedulingOf(tool, result)).toBe("INTERRUPT");
  });

  it("answers its call in two parts: set, and up", async () => {
    const clock = new ManualClock();
    const host = new FakeToolHost();
    const outcome = runTool(tool, {
      call: { id: "7", name: "set_timer", args: { seconds: 3 } },
      host,
      signal: new AbortController().signal,
      clock,
      timeZone: "UTC",
      settings: defaultSettings,
      fetcher: () => Promise.reject(new Error("nothing to fetch")),
      store: new MemoryToolStore(),
      history: noHistory,
      nonBlocking: true,
    });
    for (let second = 0; second < 3; second++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1000);
    }
    expect(await outcome).toMatchObject({
      status: "done",
      response: { id: "7", scheduling: "INTERRUPT", response: { output: { status: "time_is_up" } } },
    });
    expect(host.told[0]).toMatchObject({ response: { id: "7", willContinue: true } });
    expect(clock.pendingTimers).toBe(0);
  });

  it("is declared so that the model talks on, with time for the longest timer", () => {
    expect(tool.behavior).toBe("NON_BLOCKING");
    expect(tool.timeoutMs).toBeGreaterThan(24 * 60 * 60 * 1000);
  });

  it("counts down for the person: by minutes, in the last one by tens of seconds", async () => {
    const scene = new TimerScene();
    const timer = ask(tool, { seconds: 150 }, scene.context);
    await scene.pass(150_000);
    await timer;
    expect(scene.context.told.slice(1).map(({ text }) => text)).toEqual([
      "2 minutes left",
      "1 minute left",
      ...["50", "40", "30", "20", "10"].map((seconds) => `${seconds} seconds left`),
    ]);
    expect(scene.context.told.slice(1).every(({ tellAgent }) => !tellAgent)).toBe(true);
  });

  it("ends silently when it is cancelled: the agent knows", async () => {
    const scene = new TimerScene();
    const timer = ask(tool, { seconds: 300 }, scene.context);
    await scene.pass(10_000);
    await ask(cancelTimer, {}, scene.context);
    await scene.pass(1000);
    const result = await timer;
    expect(result).toMatchObject({ status: "cancelled", id: 1 });
    expect(schedulingOf(tool, result)).toBe("SILENT");
  });

  it("is forgotten when its call is withdrawn", async () => {
    const scene = new TimerScene();
    const timer = ask(tool, { seconds: 300 }, scene.context);
    scene.context.controller.abort();
    await expect(timer).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(await ask(listTimers, {}, scene.context)).toMatchObject({ status: "no_results" });
  });

  it("runs beside others, each with its own number", async () => {
    const scene = new TimerScene();
    const timers = [20, 10].map((seconds) => ask(tool, { seconds }, scene.context));
    await scene.pass(20_000);
    expect(await Promise.all(timers)).toMatchObject([
      { status: "time_is_up", id: 1 },
      { status: "time_is_up", id: 2 },
    ]);
  });

  it("refuses one more than 20", async () => {
    const scene = new TimerScene();
    const timers = Array.from({ length: 20 }, () => ask(tool, { seconds: 5 }, scene.context));
    expect(await ask(tool, { seconds: 5 }, scene.context)).toMatchObject({ status: "too_many" });
    await scene.pass(5000);
    await Promise.all(timers);
  });

  it("sets nothing for a model that would fall silent, and says when the time would be up", async () => {
    const scene = new TimerScene();
    scene.context.nonBlocking = false;
    expect(await ask(tool, { seconds: 300 }, scene.context)).toEqual({
      status: "not_supported",
      endsAt: "13:05",
      sentence:
        "No timer was set. This model is silent while a tool runs, so the conversation would stand still. It works with Gemini 3.8 Live, to be chosen in the settings. The time would be up at 13:05.",
      retryable: false,
    });
    expect(await ask(listTimers, {}, scene.context)).toMatchObject({ status: "no_results" });
  });

  it.each([0, 1.5, 86_401, "10"])("does not take %j seconds", async (seconds) => {
    await expect(ask(tool, { seconds }, new TimerScene().context)).rejects.toThrow();
  });
});
