import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { addDays, dayOf, startOfDay } from "./support/calendar.ts";
import { type CallNumbers, callNumbers, groupCalls, minutesOf } from "./support/call-numbers.ts";
import { counted } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const periods = {
  today: { days: 1, name: "today" },
  "7_days": { days: 7, name: "in the last 7 days" },
  "30_days": { days: 30, name: "in the last 30 days" },
  all: { days: undefined, name: "so far" },
} as const;

const period = v.pipe(
  v.picklist(["today", "7_days", "30_days", "all"]),
  v.description("Which calls: whole days, today included."),
);

const chart = v.pipe(v.picklist(["calls", "minutes"]), v.description("What to draw for each day."));

const mostTools = 10;

export const tool = defineTool({
  name: "get_analytics",
  description:
    "Counts the user's own earlier calls with you: how many, minutes, turns, tools used, and how fast you answered (half and 95 % of the answers came within p50 and p95 milliseconds). Draws a chart. The running call does not count.",
  input: valibotInput(v.object({ period: v.optional(period, "7_days"), chart: v.optional(chart, "calls") })),
  async run(args, context) {
    const { timeZone } = context;
    const { days, name } = periods[args.period];
    const today = dayOf(context.now(), timeZone);
    const fromMs = days === undefined ? 0 : startOfDay(addDays(today, 1 - days), timeZone);
    const calls = await context.history.between(fromMs, context.now() + 1);
    const [first] = calls;
    if (first === undefined) {
      return { status: "no_results", sentence: `There was no earlier call ${name}.`, retryable: false };
    }
    const numbers = callNumbers(calls);
    const firstDay = dayOf(days === undefined ? first.startedAtMs : fromMs, timeZone);
    const bars = groupCalls(calls, firstDay, today, timeZone).map((group) => ({
      label: group.label,
      value: args.chart === "calls" ? group.calls.length : minutesOf(group.calls),
    }));
    context.show({
      kind: "chart",
      title: args.chart === "calls" ? toTranslate("Calls") : toTranslate("Minutes"),
      bars,
    });
    return {
      status: "ok",
      period: args.period,
      ...numbers,
      tools: numbers.tools.slice(0, mostTools),
      sentence: `${spoken(numbers)} ${name}.`,
    };
  },
});

function spoken({ calls, minutes, turns, toolCalls }: CallNumbers): string {
  const parts = [
    counted(calls, "call"),
    counted(minutes, "minute"),
    counted(turns.user + turns.agent, "turn"),
  ];
  return `${parts.join(", ")} and ${counted(toolCalls, "tool call")}`;
}
