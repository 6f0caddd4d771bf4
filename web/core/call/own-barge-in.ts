import type { Step } from "./command.ts";
import type { CallState } from "./state.ts";

/**
 * The service sends about 3.3 times faster than speech. Once it has sent everything it does not hear an
 * interruption any more, so this device does: the voice is lowered at once, and cut when the person talks on.
 */

/** Talking this long is an interruption; a cough is shorter. */
const insistMs = 300;

/** Lowers the agent's voice if the person talks over what only this device still knows. */
export function duckOnVoice(state: CallState): Step {
  if (!outlivesGeneration(state) || !state.floor.voice.speaking) return [state, []];
  return [
    state,
    [
      { type: "duck", ducked: true },
      { type: "set-timer", timer: "barge-in", delayMs: insistMs },
    ],
  ];
}

/** The reason for lowering the voice is gone. */
export function undisturbed([state, commands]: Step): Step {
  return [state, [...commands, { type: "clear-timer", timer: "barge-in" }, { type: "duck", ducked: false }]];
}

/** Whether sound is being played that the service has finished sending. */
export function outlivesGeneration(state: CallState): boolean {
  const { arriving, generated, queued } = state.floor;
  return queued !== undefined && (arriving !== queued || generated);
}
