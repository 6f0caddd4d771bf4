import { msg } from "@lit/localize";
import { presetAgents } from "../core/agents.ts";
import type { CallRecord } from "../core/history/record.ts";

/** An agent's name: that of a preset in the language of the interface, until the person changes it. */
export function agentName({ id, name }: CallRecord["agent"]): string {
  return presetAgents.some((preset) => preset.id === id && preset.name === name) ? msg(name) : name;
}
