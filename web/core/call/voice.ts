import type { Voice } from "./state.ts";

/** Shorter sounds of the person are no speech: a cough, a click. */
const shortestSpeechMs = 250;

/** Whether the person is talking, or last talked long enough to have said something. */
export function hasSpoken({ speaking, startedAtMs, endedAtMs }: Voice): boolean {
  if (speaking) return true;
  return startedAtMs !== undefined && endedAtMs !== undefined && endedAtMs - startedAtMs >= shortestSpeechMs;
}

/** When the person stopped talking, seen from a moment at which they were answered. */
export function fellSilentAt({ speaking, endedAtMs }: Voice, atMs: number): number {
  return speaking || endedAtMs === undefined ? atMs : Math.min(endedAtMs, atMs);
}
