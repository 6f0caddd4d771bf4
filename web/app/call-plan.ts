import { currentAgent } from "../core/agent-list.ts";
import type { CallPlan } from "../core/call/call.ts";
import { requestLimits } from "../core/live/request-limits.ts";
import type { SessionRequest } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import type { Settings } from "../core/settings.ts";
import { mergedStartValues } from "../core/tools/start-values.ts";
import type { AppPorts, ContinuedCall } from "./app.ts";
import { wantedSession } from "./session-request.ts";

/** What a call is to be like that starts now, by the settings and, where one goes on, by the call before. */
export function callPlan(
  settings: Settings,
  server: ServerConfig | undefined,
  { newCallId, startValues = {} }: Pick<AppPorts, "newCallId" | "startValues">,
  continued: ContinuedCall | undefined,
): CallPlan {
  const agent = currentAgent(settings);
  const request = wantedSession(settings, server);
  return {
    id: newCallId(),
    about: {
      agent: { id: agent.id, name: agent.name },
      model: request.model ?? "",
      voice: request.voice ?? "",
    },
    record: settings.record,
    request: continued === undefined ? request : knowing(request, continued.digest),
    greeting: agent.greet && agent.greeting.trim() !== "" ? agent.greeting : undefined,
    microphoneId: settings.microphone === "" ? undefined : settings.microphone,
    settings,
    toolsOff: agent.toolsOff,
    startValues: { ...continued?.context, ...mergedStartValues(agent.startValues, startValues) },
  };
}

/** The digest gives way to the agent's own instruction where both are too long for a session. */
function knowing(request: SessionRequest, digest: string): SessionRequest {
  const whole = [request.instruction, digest].filter(Boolean).join("\n\n");
  return { ...request, instruction: whole.slice(0, requestLimits.instruction) };
}
