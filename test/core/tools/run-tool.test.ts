import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { defaultSettings } from "../../../web/core/settings.ts";
import { answerBytes, bounded, utf8Bytes } from "../../../web/core/tools/bounded.ts";
import { runTool, type ToolRun } from "../../../web/core/tools/run-tool.ts";
import { defineTool, type Tool, type ToolContext, type ToolResult } from "../../../web/core/tools/tool.ts";
import { ToolFetchError } from "../../../web/core/tools/tool-fetch.ts";
import { textKey } from "../../../web/core/tools/tool-state.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";
import { FakeToolHost } from "../../fakes/fake-tool-host.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { MemoryToolStore } from "../../fakes/memory-tool-store.ts";
import { noHistory } from "../../fakes/no-history.ts";

const input = valibotInput(v.object({ city: v.string(), days: v.optional(v.number(), 3) }));

/** A tool that does this. */
function tool(run: (args: unknown, context: ToolContext) => Promise<ToolResult> | ToolResult): Tool {
  return defineTool({ name: "get_weather", description: "Tells the weather.", input, run, timeoutMs: 5_000 });
}

function scene(args: Readonly<Record<string, unknown>> = { city: "Bonn" }) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const host = new FakeToolHost();
  const call = { id: "call-1", name: "get_weather", args };
  const run: ToolRun = {
    call,
    host,
    signal: controller.signal,
    clock,
    timeZone: "Europe/Berlin",
    settings: defaultSettings,
    fetcher: async ({ url, origins }) => ({
      status: 200,
      text: `${url} of ${origins.join()}`,
      json: () => null,
    }),
    store: new MemoryToolStore(),
    history: noHistory,
    nonBlocking: true,
  };
  return { clock, controller, host, run };
}

/** A tool that never ends by itself, and the signal it was given once it runs. */
function endlessTool() {
  let begin: (context: ToolContext) => void = () => undefined;
  const begun = new Promise<ToolContext>((resolve) => {
    begin = resolve;
  });
  const endless = tool((_args, context) => {
    begin(context);
    return new Promise<never>(() => undefined);
  });
  return { endless, begun };
}

const answer = { id: "call-1", name: "get_weather" };

describe("runTool", () => {
  it("answers with what the tool told, defaults filled in", async () => {
    const outcome = await runTool(
      tool((args) => ({ status: "ok", args })),
      scene().run,
    );
    expect(outcome).toEqual({
      status: "done",
      response: { ...answer, response: { output: { status: "ok", args: { city: "Bonn", days: 3 } } } },
    });
  });

  it("gives the tool its id, the time, the zone and the conversation's state", async () => {
    const { run, host, clock } = scene();
    host.state.set(textKey("caller"), "Ada");
    const seen: unknown[] = [];
    await runTool(
      tool((_args, context) => {
        seen.push(context.callId, context.now(), context.timeZone, context.state.get(textKey("caller")));
        context.endCall("done");
        return {};
      }),
      run,
    );
    expect(seen).toEqual(["call-1", clock.now(), "Europe/Berlin", "Ada"]);
    expect(host.endings).toEqual(["done"]);
  });

  it("says when the model may speak about the result", async () => {
    const silent = { ...tool(() => ({})), scheduling: "SILENT" } as const;
    const outcome = await runTool(silent, scene().run);
    expect(outcome.response.scheduling).toBe("SILENT");
  });

  it("answers for a tool that does not exist", async () => {
    expect(await runTool(undefined, scene().run)).toEqual({
      status: "failed",
      response: {
        ...answer,
        response: {
          error: { status: "unknown_tool", message: "There is no tool named get_weather.", retryable: false },
        },
      },
    });
  });

  it("returns what is wrong with the arguments and does not run the tool", async () => {
    let runs = 0;
    const counting = tool(() => {
      runs += 1;
      return {};
    });
    const outcome = await runTool(counting, scene({ days: "many" }).run);
    expect(runs).toBe(0);
    expect(outcome.status).toBe("failed");
    expect(outcome.response.response["error"]).toMatchObject({
      status: "invalid_arguments",
      retryable: true,
      problems: [expect.stringMatching(/^city: /), expect.stringMatching(/^days: /)],
    });
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("no network");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no network"))],
    ["rejects with a text", () => Promise.reject("no network")],
    ["aborts something of its own", () => Promise.reject(new DOMException("no network", "AbortError"))],
  ])("answers when the tool %s", async (_how, run) => {
    const outcome = await runTool(tool(run), scene().run);
    expect(outcome).toMatchObject({
      status: "failed",
      response: { ...answer, response: { error: { status: "failed", message: "no network" } } },
    });
  });

  it.each([
    ["blocked", false],
    ["offline", false],
    ["unreachable", true],
  ] as const)("says of a fetch that is %s whether it is worth another try", async (reason, retryable) => {
    const failing = tool(() => Promise.reject(new ToolFetchError(reason, "No.")));
    const outcome = await runTool(failing, scene().run);
    expect(outcome.response.response["error"]).toMatchObject({ status: "failed", retryable });
  });

  it("answers when validation itself throws", async () => {
    const broken = tool(() => ({}));
    const standard = {
      ...broken.input["~standard"],
      validate: () => {
        throw new Error("broken schema");
      },
    };
    const outcome = await runTool({ ...broken, input: { "~standard": standard } }, scene().run);
    expect(outcome.response.response["error"]).toMatchObject({ status: "failed", message: "broken schema" });
  });

  it("answers when the time is over, and tells the tool", async () => {
    const { run, clock } = scene();
    const { endless, begun } = endlessTool();
    const outcome = runTool(endless, run);
    const { signal } = await begun;
    clock.advance(4_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(signal.aborted).toBe(true);
    expect((await outcome).response.response["error"]).toEqual({
      status: "timed_out",
      message: "The tool had no result after 5 seconds.",
      retryable: true,
    });
  });

  it("answers when the call is withdrawn, and tells the tool", async () => {
    const { run, controller } = scene();
    const { endless, begun } = endlessTool();
    const outcome = runTool(endless, run);
    const { signal } = await begun;
    controller.abort();
    expect(signal.aborted).toBe(true);
    expect((await outcome).response.response["error"]).toMatchObject({ status: "cancelled" });
  });

  it("does not run a tool for a call that was withdrawn before", async () => {
    const { run, controller } = scene();
    controller.abort();
    let runs = 0;
    const outcome = await runTool(
      tool(() => {
        runs += 1;
        return {};
      }),
      run,
    );
    expect(runs).toBe(0);
    expect(outcome.response.response["error"]).toMatchObject({ status: "cancelled" });
  });

  it("does not let a tool hang up after its call is over", async () => {
    const { run, controller, host } = scene();
    const { endless, begun } = endlessTool();
    const outcome = runTool(endless, run);
    const context = await begun;
    controller.abort();
    await outcome;
    context.endCall("too late");
    expect(host.endings).toEqual([]);
  });

  describe("with approval", () => {
    const asking = (run: () => ToolResult) => ({ ...tool(run), needsApproval: true });

    it("runs when the person allows it; the time it takes does not count", async () => {
      const { run, host, clock } = scene();
      const outcome = runTool(
        asking(() => ({ status: "sent" })),
        run,
      );
      await host.asked;
      clock.advance(60_000);
      host.decide(true);
      expect(await outcome).toMatchObject({ status: "done" });
    });

    it("answers a no like any other result, without running", async () => {
      const { run, host } = scene();
      let runs = 0;
      const outcome = runTool(
        asking(() => {
          runs += 1;
          return {};
        }),
        run,
      );
      await host.asked;
      host.decide(false);
      expect(await outcome).toMatchObject({
        status: "denied",
        response: { response: { error: { status: "denied" } } },
      });
      expect(runs).toBe(0);
    });

    it("does not ask for arguments that do not fit", async () => {
      const { run, host } = scene({ days: "many" });
      await runTool(
        asking(() => ({})),
        run,
      );
      expect(host.approvals).toBe(0);
    });

    it("ends when the call is withdrawn while the person is asked", async () => {
      const { run, host, controller } = scene();
      const outcome = runTool(
        asking(() => ({})),
        run,
      );
      await host.asked;
      controller.abort();
      expect(await outcome).toMatchObject({ status: "cancelled" });
    });
  });

  it("tells the person how far a tool got, and a model that talks on too", async () => {
    for (const nonBlocking of [true, false]) {
      const { run, host } = scene();
      const telling = tool((_args, context) => {
        context.progress("a quarter");
        context.progress("half", { tellAgent: true });
        context.show({ kind: "text", text: "so far" });
        return {};
      });
      await runTool(telling, { ...run, nonBlocking });
      expect(host.told.map(({ text }) => text)).toEqual(["a quarter", "half"]);
      expect(host.told[0]?.response).toBeUndefined();
      expect(host.told[1]?.response?.willContinue).toBe(nonBlocking ? true : undefined);
      expect(host.cards).toEqual([{ kind: "text", text: "so far" }]);
    }
  });

  it("lets nothing be told or shown once the call is over", async () => {
    const { run, controller, host } = scene();
    const { endless, begun } = endlessTool();
    const outcome = runTool(endless, run);
    const context = await begun;
    controller.abort();
    await outcome;
    context.progress("late");
    context.show({ kind: "text", text: "late" });
    expect([host.told, host.cards]).toEqual([[], []]);
  });

  it("lets a tool wait, and wakes it when its call is over", async () => {
    const { run, clock, controller } = scene();
    const { endless, begun } = endlessTool();
    const outcome = runTool(endless, run);
    const context = await begun;
    const waited = context.wait(1_000);
    clock.advance(1_000);
    await waited;
    const woken = context.wait(60_000);
    controller.abort();
    await expect(woken).rejects.toMatchObject({ name: "AbortError" });
    await outcome;
    expect(clock.pendingTimers).toBe(0);
  });

  it("lets a tool fetch from the origins it names, also from those that the settings name", async () => {
    const fetching = async (origins: Tool["origins"]) => {
      const named = {
        ...tool(async (_args, context) => ({ text: (await context.fetch("https://a.example")).text })),
        origins,
      };
      return (await runTool(named, scene().run)).response.response;
    };
    expect(await fetching(["https://a.example"])).toEqual({
      output: { text: "https://a.example of https://a.example" },
    });
    const bySettings = await fetching((settings) => [`https://${settings.voiceActivity}.example`]);
    expect(bySettings).toEqual({ output: { text: "https://a.example of https://balanced.example" } });
  });

  it("leaves no timer behind", async () => {
    const { run, clock } = scene();
    await runTool(
      tool(() => ({})),
      run,
    );
    await runTool(
      tool(() => Promise.reject(new Error("x"))),
      run,
    );
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    ["a date", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
    ["undefined fields", { a: undefined, b: 1 }, { b: 1 }],
  ])("answers with %s as JSON", async (_what, result, output) => {
    const outcome = await runTool(
      tool(() => result),
      scene().run,
    );
    expect(outcome.response.response).toEqual({ output });
  });

  it("answers for a result that JSON cannot hold", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const result of [cycle, { big: 1n }]) {
      const outcome = await runTool(
        tool(() => result),
        scene().run,
      );
      expect(outcome.response.response["error"]).toMatchObject({ status: "failed" });
    }
  });

  it("answers with the beginning of a result that is too big", async () => {
    const outcome = await runTool(
      tool(() => ({ page: "ü".repeat(1_000_000) })),
      scene().run,
    );
    expect(outcome.status).toBe("done");
    expect(outcome.response.response["output"]).toMatchObject({
      note: "The result was cut to 16 KiB. Ask for less at a time.",
      beginning: expect.stringMatching(/^\{"page":"ü+$/),
    });
  });
});

describe("bounded", () => {
  it("never weighs more than the limit, and copies what fits as it is", () => {
    const pieces = fc.array(fc.string({ unit: "binary", maxLength: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: 600 }), (texts, times) => {
        const value = { texts: texts.map((text) => text.repeat(times)) };
        const json = JSON.stringify(value);
        const made = bounded(value);
        const bytes = new TextEncoder().encode(JSON.stringify(made)).length;
        expect(bytes).toBeLessThanOrEqual(answerBytes);
        const fits = new TextEncoder().encode(json).length <= answerBytes;
        if (fits) expect(made).toEqual(JSON.parse(json));
        else expect(bytes).toBeGreaterThan(answerBytes - 12);
      }),
      { numRuns: 40 },
    );
  });

  it("counts bytes as UTF-8 has them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });

  it("answers null for nothing", () => {
    expect(bounded(undefined)).toBeNull();
  });
});
