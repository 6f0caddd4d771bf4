import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/** Sends the answers that are ready. Without a session they wait for the next one. */
export function sendAnswers(state: CallState): Step {
  if (state.answers.length === 0 || state.phase.name !== "live") return [state, []];
  return [
    { ...state, answers: [] },
    [
      { type: "clear-timer", timer: "respond" },
      { type: "respond", responses: state.answers },
    ],
  ];
}
