import type { AgentChoice } from "./agent-list.ts";
import { type Agent, presetAgents } from "./agents.ts";
import { greetingRequest, type SiteAgent, type SiteAgents } from "./live/site-agents.ts";

/** An agent that can be called, wherever it comes from: what a call has to know of it. */
export type OfferedAgent = OwnAgent | ForeignAgent;

interface Offered {
  /** Unlike that of any other offered agent. */
  readonly id: string;
  readonly name: string;
  /** Empty: the service's default voice. */
  readonly voice: string;
  /** First text to it, so that it speaks first; undefined: the person begins. */
  readonly greeting: string | undefined;
  readonly startValues: Readonly<Record<string, string>>;
  /** Names of the tools it may not use. */
  readonly toolsOff: readonly string[];
  /** Names of the only tools it may use; undefined: all but those. */
  readonly toolsOnly: readonly string[] | undefined;
}

/** The person's: known in full, and theirs to change. */
export interface OwnAgent extends Offered {
  readonly from: "person";
  readonly agent: Agent;
}

/** The site's: what it is told stays with the server, which knows it by name. */
export interface ForeignAgent extends Offered {
  readonly from: "site";
  readonly agent: SiteAgent;
}

/** All agents that can be called, and which of them is chosen. */
export interface AgentOffer {
  /** Those of the site come first; at least one. */
  readonly agents: readonly OfferedAgent[];
  readonly chosen: OfferedAgent;
  /** Whether the person's own are among them, and may be made. */
  readonly ownAllowed: boolean;
}

/** What there is to choose from; a choice that is gone, or was never made, means the first. */
export function offeredAgents({ agents, agentId }: AgentChoice, site: SiteAgents | undefined): AgentOffer {
  const ownAllowed = site?.ownAllowed ?? true;
  const own = ownAllowed ? agents.map(ownAgent) : [];
  const all = [...(site?.agents ?? []).map(foreignAgent), ...own];
  const chosen = all.find(({ id }) => id === agentId) ?? all[0] ?? ownAgent(presetAgents[0]);
  return { agents: all, chosen, ownAllowed };
}

function ownAgent(agent: Agent): OwnAgent {
  const { id, name, voice, greet, greeting, startValues, toolsOff } = agent;
  const first = greet && greeting.trim() !== "" ? greeting : undefined;
  return {
    ...{ from: "person", agent, id, name, voice, startValues, toolsOff },
    greeting: first,
    toolsOnly: undefined,
  };
}

function foreignAgent(agent: SiteAgent): ForeignAgent {
  const { id, name, voice, greets, startValues, tools } = agent;
  return {
    ...{ from: "site", agent, name, voice, startValues, toolsOff: [] },
    // A person's own agent may have the same id.
    id: `site:${id}`,
    greeting: greets ? greetingRequest : undefined,
    toolsOnly: tools,
  };
}
