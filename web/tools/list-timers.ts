import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { runningTimers, spokenTimer, takeLostTimers, timerFacts } from "./support/timers.ts";
import { valibotInput } from "./support/valibot-input.ts";

const lostAdvice = "These stopped with the call, or when the page was loaded again. Offer to set them again.";

export const tool = defineTool({
  name: "list_timers",
  description: "Lists the timers that run, with their ids and the time that is left.",
  input: valibotInput(v.object({})),
  run(_args, context) {
    const { state } = context;
    const lost = takeLostTimers(state).map((timer) => timerFacts(timer, context));
    const timers = runningTimers(state).map((timer) => timerFacts(timer, context));
    const items = runningTimers(state).map((timer) => {
      const { left, endsAt } = timerFacts(timer, context);
      return `${spokenTimer(timer)}: ${left} left, until ${endsAt}`;
    });
    if (items.length > 0) context.show({ kind: "list", title: toTranslate("Timers"), items });
    return {
      status: items.length > 0 ? "ok" : "no_results",
      timers,
      sentence: items.length > 0 ? `${items.join("; ")}.` : "No timer runs.",
      ...(lost.length === 0 ? {} : { lost, advice: lostAdvice }),
    };
  },
});
