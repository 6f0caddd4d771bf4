import type { ActiveCall } from "../core/call/active-call.ts";
import type { CallPlan } from "../core/call/call-plan.ts";
import type { WantedSession } from "../core/live/session-request.ts";
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
    request: continued?.knowing(request) ?? request,
    greeting: agent.greeting,
    ...tastes(settings, server, request),
    toolsOff: agent.toolsOff,
    toolsOnly: agent.toolsOnly,
    startValues: { ...continued?.context, ...mergedStartValues(agent.startValues, startValues) },
  };
}

/** What a call is to be like that was cut off and goes on now: the call itself knows the rest. */
export function returnedPlan(
  { about, request, toolsOff, toolsOnly }: ActiveCall,
  settings: Settings,
  server: ServerConfig | undefined,
): CallPlan {
  return {
    id: "",
    about,
    record: false,
    request,
    greeting: undefined,
    ...tastes(settings, server, request),
    toolsOff,
    toolsOnly,
    startValues: {},
  };
}

/** What the person has chosen for every call, whomever it is with. */
function tastes(settings: Settings, server: ServerConfig | undefined, request: WantedSession) {
  return {
    keepPictures: settings.keepPictures,
    // A stand-in costs nothing.
    budget: server?.mode === "demo" ? undefined : budgetOf(settings),
    microphoneId: settings.microphone === "" ? undefined : settings.microphone,
    sound: callSound(settings),
    talk: talkPlan(settings, request),
    settings,
  };
}

function budgetOf({ warnAtUsd, stopAtUsd }: Settings): Budget {
  return { warnAtUsd, stopAtUsd };
}
