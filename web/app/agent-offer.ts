import { atom, type ReadableAtom } from "nanostores";
import { type AgentOffer, offeredAgents } from "../core/offered-agents.ts";
import type { Settings } from "../core/settings.ts";
import type { ServerState } from "./app.ts";

/** What there is to choose from, by the person's settings and what the server says; for as long as there is an app. */
export function agentOffer(
  settings: ReadableAtom<Settings>,
  server: ReadableAtom<ServerState>,
): ReadableAtom<AgentOffer> {
  const now = () => {
    const state = server.get();
    return offeredAgents(settings.get(), state.status === "ready" ? state.config.siteAgents : undefined);
  };
  const offer = atom(now());
  const follow = () => offer.set(now());
  settings.listen(follow);
  server.listen(follow);
  return offer;
}
