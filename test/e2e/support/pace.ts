import type { Profile } from "../../../token-server/simulator/scenario.ts";

/** How the far end talks: as the service does, for tests that listen, or so that nobody waits long for the end of a turn. */
export type Pace = "service" | "brisk";

/** An agent that thinks little and talks fast. */
const brisk: Partial<Profile> = { speechRate: 2.4, answerDelayMs: [100, 200], toolAnswerDelayMs: [150, 300] };

/** What differs from the service's own pace. */
export function profileOf(pace: Pace): Partial<Profile> {
  return pace === "brisk" ? brisk : {};
}
