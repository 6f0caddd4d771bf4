import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/**
 * How long the agent is shown as thinking without any sign from the service. A turn of the person may get no answer
 * at all (the model decides that it was not meant), and answers were measured to begin after 0.6–5 s.
 */
const patienceMs = 8_000;

/** The service has something to answer: the agent thinks, unless it is speaking. */
export function think(state: CallState): Step {
  if (state.phase.name !== "live" || state.activity === "speaking") return [state, []];
  return [
    { ...state, activity: "thinking" },
    [{ type: "set-timer", timer: "thinking", delayMs: patienceMs }],
  ];
}
