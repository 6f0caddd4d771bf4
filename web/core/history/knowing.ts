import { requestLimits } from "../live/request-limits.ts";
import type { SessionRequest } from "../live/session-request.ts";
import { shorterDigest } from "./shorter-digest.ts";

/** A session whose agent knows an earlier call; the agent's own instruction goes first where there is not room for both. */
export function knowing(request: SessionRequest, digest: string): SessionRequest {
  const own = request.instruction?.trim() ?? "";
  const before = own === "" ? "" : `${own}\n\n`;
  const fitting = shorterDigest(digest, requestLimits.instruction - before.length);
  return fitting === undefined ? request : { ...request, instruction: before + fitting };
}
