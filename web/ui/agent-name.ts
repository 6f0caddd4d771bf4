import { msg, str } from "@lit/localize";
import { presetAgents } from "../core/agents.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { AgentOffer, OfferedAgent } from "../core/offered-agents.ts";

/** An agent's name: that of a preset in the language of the interface, until the person changes it. */
export function agentName({ id, name }: CallRecord["agent"]): string {
  return presetAgents.some((preset) => preset.id === id && preset.name === name) ? msg(name) : name;
}

/** The same among others: those of the site are marked where a person has some of their own, too. */
export function choiceName(agent: OfferedAgent, { ownAllowed }: AgentOffer): string {
  const name = agentName(agent);
  return agent.from === "site" && ownAllowed ? msg(str`${name} · from this site`) : name;
}
