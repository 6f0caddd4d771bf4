import { type Agent, agentLimits, faultyFields, presetAgents, readAgent } from "./agents.ts";
import { isObject } from "./live/wire.ts";
import { toTranslate } from "./to-translate.ts";

/** Why a file of agents cannot be taken; the message is a sentence for the person. */
export class AgentFileError extends Error {
  override readonly name = "AgentFileError";
}

const fileFormat = "parley-agents";
const fileVersion = 1;
/** A hundred agents with the longest of everything stay below. */
const fileCharacters = 10_000_000;

/** Agents as the text of a JSON file. */
export function exportAgents(agents: readonly Agent[]): string {
  return `${JSON.stringify({ format: fileFormat, version: fileVersion, agents }, undefined, 2)}\n`;
}

/**
 * The agents of such a text. What is missing has the value of a plain agent; fields that are not known are left out.
 * @throws AgentFileError saying what is wrong, and with which agent
 */
export function importAgents(text: string): readonly Agent[] {
  if (text.length > fileCharacters)
    throw new AgentFileError(toTranslate("The file is too big to hold agents."));
  const file = parsed(text);
  if (!isObject(file) || file["format"] !== fileFormat)
    throw new AgentFileError(toTranslate("This is not a file of agents from Parley."));
  if (file["version"] !== fileVersion)
    throw new AgentFileError(
      toTranslate("The file comes from another version of Parley, which this one cannot read."),
    );
  const agents = file["agents"];
  if (!Array.isArray(agents) || agents.length === 0)
    throw new AgentFileError(toTranslate("The file holds no agents."));
  if (agents.length > agentLimits.agents)
    throw new AgentFileError(`The file holds more than ${agentLimits.agents} agents.`);
  return agents.map(importedAgent);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AgentFileError(toTranslate("The file is not JSON."), { cause });
  }
}

function importedAgent(given: unknown, index: number): Agent {
  if (!isObject(given)) throw new AgentFileError(`Agent ${index + 1} is not an object.`);
  const { name } = given;
  if (typeof name !== "string" || name.trim() === "")
    throw new AgentFileError(`Agent ${index + 1} has no name.`);
  const [fault] = faultyFields(given);
  if (fault !== undefined)
    throw new AgentFileError(`Agent ${index + 1} (${name.slice(0, agentLimits.name)}): ${faults[fault]}.`);
  return readAgent(given, { ...presetAgents[0], id: "agent", name, instruction: "" });
}

const faults: { readonly [Key in keyof Agent]: string } = {
  id: "id must be a text of up to 64 characters",
  name: `name must be a text of up to ${agentLimits.name} characters`,
  instruction: `instruction must be a text of up to ${agentLimits.instruction} characters`,
  voice: "voice must be the name of a voice",
  language: "language must be a tag such as de-DE",
  greet: "greet must be true or false",
  greeting: `greeting must be a text of up to ${agentLimits.greeting} characters`,
  toolsOff: `toolsOff must be a list of up to ${agentLimits.toolsOff} names of tools`,
  startValues: "startValues must be up to 20 names with texts of up to 500 characters",
};
