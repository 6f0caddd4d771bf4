import { requestLimits } from "../live/request-limits.ts";
import type { WantedSession } from "../live/session-request.ts";
import { shorterDigest } from "./shorter-digest.ts";

/**
 * A session whose agent knows an earlier call; the agent's own instruction goes first where there is not room for both.
 * The instruction of an agent of the site is locked: it is told in words instead.
 */
export function knowing(request: WantedSession, digest: string): WantedSession {
  const field = request.agent === undefined ? "instruction" : "memory";
  const own = request[field]?.trim() ?? "";
  const before = own === "" ? "" : `${own}\n\n`;
  const fitting = shorterDigest(digest, requestLimits.instruction - before.length);
  return fitting === undefined ? request : { ...request, [field]: before + fitting };
}
