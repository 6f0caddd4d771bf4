import { describe, expect, it } from "vitest";
import { stateKey } from "../../web/core/tools/tool-state.ts";
import { tool } from "../../web/tools/list-timers.ts";
import { tool as setTimer } from "../../web/tools/set-timer.ts";
import { ask } from "./support/ask.ts";
import { TimerScene } from "./support/timer-scene.ts";

const anything = stateKey("timers", (_value): _value is unknown => true);

describe("list_timers", () => {
  it("says what is left of each timer, and shows it", async () => {
    const scene = new TimerScene();
    const timers = [
      ask(setTimer, { seconds: 3700, label: "bread" }, scene.context),
      ask(setTimer, { seconds: 90 }, scene.context),
    ];
    await scene.pass(10_000);
    expect(await ask(tool, {}, scene.context)).toEqual({
      status: "ok",
      timers: [
        { id: 1, label: "bread", left: "1 hour 1 minute 30 seconds", endsAt: "14:01" },
        { id: 2, left: "1 minute 20 seconds", endsAt: "13:01" },
      ],
      sentence:
        "timer 1 for bread: 1 hour 1 minute 30 seconds left, until 14:01; timer 2: 1 minute 20 seconds left, until 13:01.",
    });
    expect(scene.context.cards).toMatchObject([{ kind: "list", title: "Timers", items: { length: 2 } }]);
    scene.context.controller.abort();
    await Promise.allSettled(timers);
  });

  it("says that none runs, and shows nothing", async () => {
    const { context } = new TimerScene();
    expect(await ask(tool, {}, context)).toEqual({
      status: "no_results",
      timers: [],
      sentence: "No timer runs.",
    });
    expect(context.cards).toEqual([]);
  });

  it("tells once of timers that were lost with the page before", async () => {
    const { context } = new TimerScene();
    context.state.set(anything, [{ id: 1, label: "tea", endsAtMs: context.nowMs + 60_000, page: 1 }]);
    expect(await ask(tool, {}, context)).toMatchObject({
      status: "no_results",
      lost: [{ id: 1, label: "tea", left: "1 minute" }],
      advice: expect.stringContaining("loaded again"),
    });
    expect(await ask(tool, {}, context)).not.toHaveProperty("lost");
  });

  it("counts a timer of a call that is over as lost, also in the same page", async () => {
    const before = new TimerScene();
    const timer = ask(setTimer, { seconds: 90, label: "tea" }, before.context);
    await before.pass(10_000);
    const remembered = before.context.state.get(anything);
    before.context.controller.abort();
    await Promise.allSettled([timer]);
    const { context } = new TimerScene();
    context.state.set(anything, remembered);
    expect(await ask(tool, {}, context)).toMatchObject({
      status: "no_results",
      lost: [{ id: 1, label: "tea" }],
    });
  });

  it.each(["a start value", [{ id: "one" }], [null]])("is not confused by %j in the state", async (value) => {
    const { context } = new TimerScene();
    context.state.set(anything, value);
    expect(await ask(tool, {}, context)).toMatchObject({ status: "no_results", timers: [] });
  });
});
