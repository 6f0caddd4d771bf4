import type { AgentChoice } from "../../web/core/agent-list.ts";
import type { Agent } from "../../web/core/agents.ts";
import { offeredAgents } from "../../web/core/offered-agents.ts";

/** The person's agent that a call would be with, where the site has none of its own. */
export function chosenAgent(choice: AgentChoice): Agent {
  const { chosen } = offeredAgents(choice, undefined);
  if (chosen.from !== "person") throw new Error(`${chosen.id} is the site's.`);
  return chosen.agent;
}
