import type { Phase } from "./state.ts";

/** True from the start button until the end. */
export function inCall(phase: Phase): boolean {
  return phase.name !== "idle" && phase.name !== "ended";
}
