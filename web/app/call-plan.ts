import type { CallPlan } from "../core/call/call-plan.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import type { Budget } from "../core/numbers/cost.ts";
import { offeredAgents } from "../core/offered-agents.ts";
import type { Settings } from "../core/settings.ts";
import { mergedStartValues } from "../core/tools/start-values.ts";
import type { AppPorts, ContinuedCall } from "./app.ts";
import { callSound } from "./call-sound.ts";
import { chosenModel, wantedSession } from "./session-request.ts";
import { talkPlan } from "./talk-plan.ts";

/** What a call is to be like that starts now, by the settings and, where one goes on, by the call before. */
export function callPlan(
  settings: Settings,
  server: ServerConfig | undefined,
  { newCallId, startValues = {} }: Pick<AppPorts, "newCallId" | "startValues">,
  continued: ContinuedCall | undefined,
): CallPlan {
  const { chosen: agent } = offeredAgents(settings, server?.siteAgents);
  const request = wantedSession(agent, settings, server);
  return {
    id: newCallId(),
    about: {
      agent: { id: agent.id, name: agent.name },
      model: chosenModel(agent, settings, server) ?? "",
      voice: (agent.from === "site" ? agent.voice : request.voice) ?? "",
    },
    record: settings.record,
    keepPictures: settings.keepPictures,
    // A stand-in costs nothing.
    budget: server?.mode === "demo" ? undefined : budgetOf(settings),
    request: continued?.knowing(request) ?? request,
    greeting: agent.greeting,
    microphoneId: settings.microphone === "" ? undefined : settings.microphone,
    sound: callSound(settings),
    talk: talkPlan(settings, request),
    settings,
    toolsOff: agent.toolsOff,
    toolsOnly: agent.toolsOnly,
    startValues: { ...continued?.context, ...mergedStartValues(agent.startValues, startValues) },
  };
}

function budgetOf({ warnAtUsd, stopAtUsd }: Settings): Budget {
  return { warnAtUsd, stopAtUsd };
}
