import * as v from "valibot";
import { defineTool, type ToolContext } from "../core/tools/tool.ts";
import { timeOf } from "./support/calendar.ts";
import { otherModelNeeded } from "./support/patience.ts";
import { oneLine } from "./support/text.ts";
import {
  addTimer,
  removeTimer,
  runningTimers,
  spokenDuration,
  spokenTimer,
  type Timer,
} from "./support/timers.ts";
import { valibotInput } from "./support/valibot-input.ts";

const daySeconds = 24 * 60 * 60;
const mostTimers = 20;

const seconds = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(daySeconds),
  v.description("How long, in seconds: 90 for a minute and a half."),
);

const label = v.pipe(v.string(), v.maxLength(80), v.description("What it is for, in a few words."));

/** The call itself waits until the time is up: its result makes the agent speak up. */
export const tool = defineTool({
  name: "set_timer",
  description:
    "Sets a timer of up to 24 hours that runs while this call lasts. You hear at once that it is set; say so. When the time is up you hear again; tell the user then.",
  input: valibotInput(v.object({ seconds, label: v.optional(label) })),
  behavior: "NON_BLOCKING",
  scheduling: "INTERRUPT",
  // `cancel_timer` has told the model already.
  silentWhen: ({ status }) => status === "cancelled",
  timeoutMs: (daySeconds + 60) * 1000,
  async run(args, context) {
    const { state, timeZone } = context;
    const endsAtMs = context.now() + args.seconds * 1000;
    const endsAt = timeOf(endsAtMs, timeZone);
    if (!context.nonBlocking) {
      const sentence = `No timer was set. ${otherModelNeeded()} The time would be up at ${endsAt}.`;
      return { status: "not_supported", endsAt, sentence, retryable: false };
    }
    if (runningTimers(state).length >= mostTimers) {
      const sentence = `${mostTimers} timers run already. Cancel one first.`;
      return { status: "too_many", sentence, retryable: false };
    }
    const timer = addTimer(state, oneLine(args.label ?? ""), endsAtMs);
    const length = spokenDuration(args.seconds * 1000);
    context.progress(`Set ${spokenTimer(timer)}: ${length}, until ${endsAt}.`, { tellAgent: true });
    try {
      const facts = { id: timer.id, label: timer.label };
      if (await isUp(timer, context)) {
        return { status: "time_is_up", ...facts, sentence: `Time is up: ${spokenTimer(timer)}, ${length}.` };
      }
      return { status: "cancelled", ...facts, sentence: "This timer was cancelled. Say nothing about it." };
    } finally {
      removeTimer(state, timer.id);
    }
  },
});

/** Waits until the time is up, or answers false soon after the timer was cancelled. */
async function isUp(timer: Timer, context: ToolContext): Promise<boolean> {
  let shown = roughlyLeft(timer, context);
  while (runningTimers(context.state).some(({ id }) => id === timer.id)) {
    const leftMs = timer.endsAtMs - context.now();
    if (leftMs <= 0) return true;
    const left = roughlyLeft(timer, context);
    if (left !== shown) context.progress(left);
    shown = left;
    await context.wait(Math.min(leftMs, 1000));
  }
  return false;
}

/** What is left in steps that are worth a look: minutes, and tens of seconds in the last one. */
function roughlyLeft({ endsAtMs }: Timer, context: ToolContext): string {
  const leftMs = endsAtMs - context.now();
  const stepMs = leftMs > 60_000 ? 60_000 : 10_000;
  return `${spokenDuration(Math.ceil(leftMs / stepMs) * stepMs)} left`;
}
