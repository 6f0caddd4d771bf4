import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/get-analytics.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";
import { pastCall } from "./support/past-calls.ts";

const hourMs = 60 * 60_000;

/** Calls that began so many hours before now: Friday, 20 November 2026, 13:00 in Berlin. */
function callsBefore(...hours: readonly number[]) {
  const context = new FakeToolContext();
  context.past = hours
    .toSorted((one, other) => other - one)
    .map((ago) =>
      pastCall(context.nowMs - ago * hourMs, {
        turns: [
          { role: "user", text: "Hello" },
          { role: "agent", text: "Hello!" },
        ],
        tools: ["get_weather"],
        latenciesMs: [400, 800],
      }),
    );
  return context;
}

describe("get_analytics", () => {
  it("adds up the calls of the last week unless told otherwise", async () => {
    const context = callsBefore(1, 30, 24 * 8);
    expect(await ask(tool, {}, context)).toEqual({
      status: "ok",
      period: "7_days",
      calls: 2,
      minutes: 10,
      turns: { user: 2, agent: 2 },
      toolCalls: 2,
      tools: [{ name: "get_weather", count: 2 }],
      latencyMs: { p50: 400, p95: 800 },
      sentence: "2 calls, 10 minutes, 4 turns and 2 tool calls in the last 7 days.",
    });
  });

  it.each([
    ["today", 1],
    ["7_days", 3],
    ["30_days", 4],
    ["all", 5],
  ])("counts whole days of the person: %s", async (period, calls) => {
    // 14 hours ago it was yesterday; 6 days and 12 hours ago it was the morning of the seventh day.
    const context = callsBefore(1, 14, 6 * 24 + 12, 20 * 24, 100 * 24);
    expect(await ask(tool, { period }, context)).toMatchObject({ status: "ok", calls });
  });

  it("draws the calls of each day, empty ones too", async () => {
    const context = callsBefore(1, 2, 30);
    await ask(tool, {}, context);
    expect(context.cards).toEqual([
      {
        kind: "chart",
        title: "Calls",
        bars: [14, 15, 16, 17, 18, 19, 20].map((day) => ({
          label: `2026-11-${day}`,
          value: day === 20 ? 2 : day === 19 ? 1 : 0,
        })),
      },
    ]);
  });

  it("draws minutes on request", async () => {
    const context = callsBefore(1, 2);
    await ask(tool, { period: "today", chart: "minutes" }, context);
    expect(context.cards).toEqual([
      { kind: "chart", title: "Minutes", bars: [{ label: "2026-11-20", value: 10 }] },
    ]);
  });

  it("says that there was no call, and draws nothing", async () => {
    const context = callsBefore(50 * 24);
    expect(await ask(tool, { period: "30_days" }, context)).toEqual({
      status: "no_results",
      sentence: "There was no earlier call in the last 30 days.",
      retryable: false,
    });
    expect(context.cards).toEqual([]);
  });
});
