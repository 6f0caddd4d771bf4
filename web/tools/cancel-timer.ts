import * as v from "valibot";
import { defineTool } from "../core/tools/tool.ts";
import { removeTimer, runningTimers, spokenTimer, timerFacts } from "./support/timers.ts";
import { valibotInput } from "./support/valibot-input.ts";

const id = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.description("The timer's number; leave it out when only one timer runs."),
);

export const tool = defineTool({
  name: "cancel_timer",
  description: "Stops a timer before its time is up.",
  input: valibotInput(v.object({ id: v.optional(id) })),
  run(args, context) {
    const timers = runningTimers(context.state);
    const [first, second] = timers;
    if (first === undefined) return { status: "not_found", sentence: "No timer runs.", retryable: false };
    const facts = timers.map((one) => timerFacts(one, context));
    if (args.id === undefined && second !== undefined) {
      return {
        status: "ambiguous",
        timers: facts,
        sentence: "Several timers run: ask which one.",
        retryable: true,
      };
    }
    const timer = args.id === undefined ? first : timers.find((one) => one.id === args.id);
    if (timer === undefined) {
      return {
        status: "not_found",
        timers: facts,
        sentence: `There is no timer ${args.id}.`,
        retryable: true,
      };
    }
    removeTimer(context.state, timer.id);
    const { left } = timerFacts(timer, context);
    const sentence = `Cancelled ${spokenTimer(timer)}, with ${left} left.`;
    context.show({ kind: "text", text: sentence });
    return { status: "ok", id: timer.id, sentence };
  },
});
