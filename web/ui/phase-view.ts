import { msg } from "@lit/localize";
import { unreachable } from "../core/assert.ts";
import type { AgentActivity, CallState, Phase } from "../core/call/state.ts";
import type { Talk } from "../core/call/talk-plan.ts";

/** How the presence looks. */
export type PresenceMode = "idle" | "connecting" | "listening" | "thinking" | "speaking" | "reconnecting";

/** The look that belongs to a state of the call. */
export function presenceMode(phase: Phase, activity: AgentActivity): PresenceMode {
  switch (phase.name) {
    case "idle":
    case "ended":
      return "idle";
    case "requesting-microphone":
    case "connecting":
      return "connecting";
    case "live":
      return activity;
    case "reconnecting":
      return phase.error === undefined ? "listening" : "reconnecting";
    default:
      return unreachable(phase);
  }
}

/** Each by itself: a call's state changes many times a second. */
const words = {
  idle: () => msg("Ready when you are"),
  connecting: () => msg("Connecting"),
  listening: () => msg("Listening"),
  thinking: () => msg("Thinking"),
  speaking: () => msg("Speaking"),
  reconnecting: () => msg("Reconnecting"),
} as const satisfies Record<PresenceMode, () => string>;

/** The phase in words. */
export function phaseWord(phase: Phase, activity: AgentActivity, muted: boolean, talk: Talk): string {
  if (phase.name === "ended")
    return phase.outcome.type === "elsewhere" ? msg("In another tab") : msg("Call ended");
  if (phase.name === "live" && muted) return msg("Muted");
  if (phase.name === "live" && activity === "listening" && talk.way === "push-to-talk" && !talk.held)
    return msg("Your turn");
  return words[presenceMode(phase, activity)]();
}

/** How long the call lasts or lasted; undefined before the first one. */
export function elapsedMs(call: CallState, nowMs: number): number | undefined {
  if (call.startedAtMs === undefined) return undefined;
  return (call.phase.name === "ended" ? call.phase.atMs : nowMs) - call.startedAtMs;
}

/** How many agent turns were cut short so far: when it grows, an interruption just happened. */
export function interruptions(log: CallState["log"]): number {
  return log.filter(
    (entry) => entry.kind === "turn" && entry.role === "agent" && entry.status === "interrupted",
  ).length;
}
