import { type Agent, agentLimits, presetAgents, readAgent } from "./agents.ts";
import { toTranslate } from "./to-translate.ts";

/** The agents a person keeps, and which of them is chosen. */
export interface AgentChoice {
  /** At least one. */
  readonly agents: readonly Agent[];
  readonly agentId: string;
}

/** Changes an agent; values that are not valid leave it as it was. */
export function changeAgent(
  { agents, agentId }: AgentChoice,
  id: string,
  changes: Partial<Agent>,
): AgentChoice {
  const changed = (agent: Agent) => readAgent({ ...agent, ...changes, id }, agent);
  return { agents: agents.map((agent) => (agent.id === id ? changed(agent) : agent)), agentId };
}

/** Adds a blank agent, or a copy, at the end and chooses it. Nothing changes when there are too many. */
export function addAgent({ agents, agentId }: AgentChoice, copyOf?: string): AgentChoice {
  if (agents.length >= agentLimits.agents) return { agents, agentId };
  const model = agents.find(({ id }) => id === copyOf);
  const added =
    model === undefined ? { ...blank, name: freeName(blank.name, agents) } : copied(model, agents);
  const id = freeId(model?.id ?? blank.id, agents);
  return { agents: [...agents, { ...added, id }], agentId: id };
}

/** Removes an agent, never the last one; the one after it is chosen if it was. */
export function removeAgent({ agents, agentId }: AgentChoice, id: string): AgentChoice {
  const at = agents.findIndex((agent) => agent.id === id);
  if (at < 0 || agents.length === 1) return { agents, agentId };
  const others = agents.toSpliced(at, 1);
  const next = others[at] ?? others[at - 1] ?? presetAgents[0];
  return { agents: others, agentId: agentId === id ? next.id : agentId };
}

/**
 * Puts the presets back as they were, in front; agents that a person made stay. Nothing changes when there would be too
 * many: the last ones would be lost.
 */
export function restorePresets({ agents, agentId }: AgentChoice): AgentChoice {
  const own = agents.filter(({ id }) => !presetAgents.some((preset) => preset.id === id));
  const all = [...presetAgents, ...own];
  return { agents: all.length > agentLimits.agents ? agents : all, agentId };
}

/** Adds agents from a file behind the others; an id or a name that is taken is renewed. The first is chosen. */
export function withImported(choice: AgentChoice, imported: readonly Agent[]): AgentChoice {
  let { agents } = choice;
  const before = agents.length;
  for (const agent of imported.slice(0, agentLimits.agents - before)) {
    agents = [...agents, { ...agent, id: freeId(agent.id, agents), name: freeName(agent.name, agents) }];
  }
  return { agents, agentId: agents[before]?.id ?? choice.agentId };
}

const blank: Agent = {
  ...presetAgents[0],
  id: "agent",
  name: toTranslate("New agent"),
  instruction: "",
};

function copied(model: Agent, agents: readonly Agent[]): Agent {
  return { ...model, name: freeName(`${model.name} copy`, agents) };
}

function freeId(wish: string, agents: readonly Agent[]): string {
  return free(wish, "-", 64, (id) => agents.some((agent) => agent.id === id));
}

function freeName(wish: string, agents: readonly Agent[]): string {
  return free(wish, " ", agentLimits.name, (name) => agents.some((agent) => agent.name === name));
}

/** The wish, or the wish with the first free number, within the limit. */
function free(wish: string, separator: string, limit: number, taken: (candidate: string) => boolean): string {
  let candidate = wish.slice(0, limit);
  for (let count = 2; taken(candidate); count += 1) {
    const suffix = `${separator}${count}`;
    candidate = `${wish.slice(0, limit - suffix.length)}${suffix}`;
  }
  return candidate;
}
