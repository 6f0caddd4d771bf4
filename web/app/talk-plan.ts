import type { TalkPlan } from "../core/call/talk-plan.ts";
import { activityPresets, usualSilenceMs } from "../core/live/activity-detection.ts";
import type { SessionRequest } from "../core/live/session-request.ts";
import type { Settings } from "../core/settings.ts";

/** A device hears at once what the service hears late and in doubt: it may be so much quicker. */
const shareOfSilence = 0.6;

/**
 * How the person talks in a call with this session. Where a session that is there already was asked for otherwise, it
 * goes by that: marks and automatic detection exclude each other.
 */
export function talkPlan(settings: Settings, { activity }: SessionRequest): TalkPlan {
  if (activity === "manual") return { way: "push-to-talk", turnEndMs: undefined };
  // An agent that is read has no echo.
  const way = settings.wayToTalk === "half-duplex" && settings.answers === "spoken" ? "half-duplex" : "open";
  return { way, turnEndMs: settings.endTurnsHere ? turnEndMs(settings) : undefined };
}

function turnEndMs({ voiceActivity, activityDetection }: Settings): number {
  const detection = voiceActivity === "custom" ? activityDetection : activityPresets[voiceActivity];
  return shareOfSilence * (detection.silenceDurationMs ?? usualSilenceMs);
}
