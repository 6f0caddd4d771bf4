import { computed, type ReadableAtom } from "nanostores";
import { type AgentOffer, offeredAgents } from "../core/offered-agents.ts";
import type { Settings } from "../core/settings.ts";
import type { ServerState } from "./app.ts";

/** What there is to choose from, by the person's settings and what the server says. */
export function agentOffer(
  settings: ReadableAtom<Settings>,
  server: ReadableAtom<ServerState>,
): ReadableAtom<AgentOffer> {
  return computed([settings, server], (chosen, state) =>
    offeredAgents(chosen, state.status === "ready" ? state.config.siteAgents : undefined),
  );
}
