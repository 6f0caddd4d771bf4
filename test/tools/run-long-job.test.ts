import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/run-long-job.ts";
import { ask } from "./support/ask.ts";
import { TimerScene } from "./support/timer-scene.ts";

describe("run_long_job", () => {
  it("takes 20 seconds and tells how far it got", async () => {
    const scene = new TimerScene();
    const job = ask(tool, {}, scene.context);
    await scene.pass(19_000);
    expect(scene.context.told.map(({ text }) => text)).toEqual(
      [1, 2, 3, 4, 5].map((step) => `Step ${step} of 5`),
    );
    expect(await Promise.race([job, "running"])).toBe("running");
    await scene.pass(1000);
    const sentence = "The job is done. Its 5 steps took 20 seconds.";
    expect(await job).toEqual({ status: "ok", seconds: 20, sentence });
    expect(scene.context.cards).toEqual([{ kind: "text", title: "Long job", text: sentence }]);
  });

  it("is declared so that the model talks on, with time enough", () => {
    expect(tool.behavior).toBe("NON_BLOCKING");
    expect(tool.timeoutMs).toBeGreaterThan(20_000);
  });

  it("stops as soon as it is withdrawn", async () => {
    const scene = new TimerScene();
    const job = ask(tool, {}, scene.context);
    await scene.pass(5000);
    scene.context.controller.abort();
    await expect(job).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    await scene.pass(20_000);
    expect(scene.context.told).toHaveLength(2);
    expect(scene.context.cards).toEqual([]);
  });

  it("does not start with a model that would be silent meanwhile", async () => {
    const { context } = new TimerScene();
    context.nonBlocking = false;
    expect(await ask(tool, {}, context)).toMatchObject({ status: "not_supported", retryable: false });
    expect(context.told).toEqual([]);
  });
});
