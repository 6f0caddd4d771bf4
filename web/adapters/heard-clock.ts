import type { ClockPair } from "../core/audio/clock-pair.ts";

/** The part of an audio context that tells when its frames are heard. */
export type HeardContext = Pick<AudioContext, "currentTime" | "outputLatency" | "getOutputTimestamp">;

/** Longest way from the worklet to the ear that is believed: more than any Bluetooth headset takes. */
const longestLatencyMs = 2_000;
/** How far the frame at the device may seem ahead of the rendered one: that one is read in steps of a burst. */
const burstMs = 50;
/** A timestamp that is older is not of this moment: its context stands still. */
const oldestMs = 1_000;

/**
 * When a frame of the context's clock is heard, in terms of `Clock.now()`. `getOutputTimestamp` is the frame that is
 * at the device right now, with the time at which that was so: it includes the way through the system's mixer and a
 * headset, and does not depend on when it is asked. Safari and contexts that have just begun answer zeros or times of
 * another clock; then it is the frame that is being rendered, after the latency that the browser estimates. That one
 * moves on in steps of a render burst, so it is late by up to that.
 * @param rateHz that frames are counted at, whatever the context's own
 */
export function heardClock(context: HeardContext, rateHz: number): ClockPair {
  const nowMs = performance.now();
  const { currentTime, outputLatency } = context;
  const stamp = stampOf(context);
  if (stamp !== undefined && isSane(stamp, currentTime, nowMs))
    return { frame: stamp.contextTime * rateHz, atMs: performance.timeOrigin + stamp.performanceTime };
  // Firefox and older Safari have no estimate of their own.
  const latencyMs = Number.isFinite(outputLatency) ? outputLatency * 1000 : 0;
  return { frame: currentTime * rateHz, atMs: performance.timeOrigin + nowMs + latencyMs };
}

function stampOf(context: HeardContext): Required<AudioTimestamp> | undefined {
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  if (contextTime === undefined || performanceTime === undefined) return undefined;
  return { contextTime, performanceTime };
}

/** Whether the frame rendered now is heard soon after now, as this stamp would have it. */
function isSane(stamp: Required<AudioTimestamp>, currentTime: number, nowMs: number): boolean {
  if (!(stamp.contextTime > 0) || Math.abs(nowMs - stamp.performanceTime) > oldestMs) return false;
  const latencyMs = (currentTime - stamp.contextTime) * 1000 + stamp.performanceTime - nowMs;
  return latencyMs > -burstMs && latencyMs < longestLatencyMs;
}
