import * as v from "valibot";
import { AgentFileError, importAgents } from "../web/core/agent-file.ts";
import type { Agent } from "../web/core/agents.ts";
import { modelProfile } from "../web/core/live/models.ts";
import { requestLimits } from "../web/core/live/request-limits.ts";
import { voices } from "../web/core/live/voices.ts";
import type { Tool } from "../web/core/tools/tool.ts";
import { StartError } from "./env.ts";
import { isLanguageTag } from "./language-tag.ts";
import type { AgentSession, OperatorAgent } from "./site-agent.ts";
import { describeTools } from "./tools.ts";

/** What the agents of a file may be made of. */
export interface AgentParts {
  /** Those of this server. */
  readonly models: readonly string[];
  /** Of agents that name none. */
  readonly defaultModel: string;
  /** The tools that come with the app, by name. */
  readonly tools: ReadonlyMap<string, Tool>;
}

/**
 * Reads the text of AGENTS_FILE: agents as the app exports them, each with limits that the server alone knows.
 * @throws StartError saying in one sentence what is wrong, and with which agent
 */
export function parseAgents(text: string, parts: AgentParts): readonly OperatorAgent[] {
  const agents = imported(text);
  const whole: unknown = JSON.parse(text);
  const { agents: given } = v.parse(fileShape, whole);
  const read = agents.map((agent, index) => {
    const refuse: Refuse = (what) => {
      throw fault(`Agent ${index + 1} (${agent.name}): ${what}`);
    };
    return operatorAgent(agent, limitsOf(given[index], refuse), parts, refuse);
  });
  const twice = agents.find(({ id }, index) => agents.findIndex((one) => one.id === id) !== index);
  if (twice !== undefined)
    throw fault(`Two agents have the id ${JSON.stringify(twice.id)}: give each one of its own`);
  return read;
}

function imported(text: string): readonly Agent[] {
  try {
    return importAgents(text);
  } catch (error) {
    if (!(error instanceof AgentFileError)) throw error;
    throw fault(error.message.replace(/\.$/, ""));
  }
}

/** What `importAgents` has made sure of. */
const fileShape = v.object({ agents: v.array(v.unknown()) });

/** What only the server reads of an agent. */
const limitsShape = {
  model: v.optional(v.string("must be the id of a model")),
  modality: v.optional(v.picklist(["AUDIO", "TEXT"], "must be AUDIO or TEXT")),
  maxMinutes: v.optional(
    v.pipe(
      v.number("must be a number of minutes from 1 to 1199"),
      v.minValue(1, "must be a number of minutes from 1 to 1199"),
      v.maxValue(1_199, "must be a number of minutes from 1 to 1199"),
    ),
  ),
  maxOutputTokens: v.optional(
    v.pipe(
      v.number(outputTokens()),
      v.integer(outputTokens()),
      v.minValue(requestLimits.outputTokens.min, outputTokens()),
      v.maxValue(requestLimits.outputTokens.max, outputTokens()),
    ),
  ),
};

/** A word that nobody knows is a limit that nobody keeps, so it is refused. What the app exports was checked before. */
const agentShape = v.strictObject({
  ...limitsShape,
  id: v.string("is missing"),
  name: v.unknown(),
  instruction: v.optional(v.unknown()),
  voice: v.optional(v.unknown()),
  language: v.optional(v.unknown()),
  greet: v.optional(v.unknown()),
  greeting: v.optional(v.unknown()),
  toolsOff: v.optional(v.unknown()),
  startValues: v.optional(v.unknown()),
});

type AgentLimits = v.InferOutput<v.ObjectSchema<typeof limitsShape, undefined>>;

/** Says what is wrong with the agent that is read. @throws StartError */
type Refuse = (what: string) => never;

function limitsOf(given: unknown, refuse: Refuse): AgentLimits {
  const result = v.safeParse(agentShape, given);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "it";
  if (issue.type !== "strict_object") return refuse(`${field} ${issue.message}`);
  return refuse(field === "id" ? "id is missing" : `${field} is not a known field`);
}

function outputTokens(): string {
  return `must be a whole number from ${requestLimits.outputTokens.min} to ${requestLimits.outputTokens.max}`;
}

function operatorAgent(agent: Agent, limits: AgentLimits, parts: AgentParts, refuse: Refuse): OperatorAgent {
  const { id, name, voice, toolsOff, startValues } = agent;
  const model = limits.model ?? parts.defaultModel;
  check({ agent, model, limits, parts }, refuse);
  const tools = new Map([...parts.tools].filter(([tool]) => !toolsOff.includes(tool)));
  const greets = agent.greet && agent.greeting.trim() !== "";
  const shown = { id, name, voice, model, greets, tools: [...tools.keys()], startValues };
  const session: AgentSession = {
    model,
    instruction: instructionOf(agent, greets),
    tools: describeTools(tools, model).declarations,
    ...(voice === "" ? {} : { voice }),
    ...(agent.language === "" ? {} : { language: agent.language }),
    ...(limits.modality === undefined ? {} : { modality: limits.modality }),
    ...(limits.maxOutputTokens === undefined ? {} : { maxOutputTokens: limits.maxOutputTokens }),
  };
  const { maxMinutes } = limits;
  return {
    shown,
    session,
    longestSeconds: maxMinutes === undefined ? undefined : Math.round(maxMinutes * 60),
  };
}

/** The page asks for the first words without knowing them. */
function instructionOf({ instruction, greeting }: Agent, greets: boolean): string {
  const first = `When the user asks you to greet them as you were told to: ${greeting.trim()}`;
  return [instruction.trim(), greets ? first : ""].filter((part) => part !== "").join("\n\n");
}

interface Checked {
  readonly agent: Agent;
  readonly model: string;
  readonly limits: AgentLimits;
  readonly parts: AgentParts;
}

/** What would be found out in the first call only, or never. */
function check({ agent, model, limits: { modality }, parts }: Checked, refuse: Refuse): void {
  const { voice, language, toolsOff } = agent;
  if (!parts.models.includes(model)) refuse(`model must be one of GEMINI_MODELS, ${parts.models.join(", ")}`);
  if (modality !== undefined && !modelProfile(model).modalities.includes(modality))
    refuse(`${model} cannot answer with ${modality}`);
  if (voice !== "" && !voices.some(({ name }) => name === voice))
    refuse("voice must be one of the voices in /api/config");
  if (language !== "" && !isLanguageTag(language)) refuse("language must be a language tag, as de-DE");
  const unknown = toolsOff.find((tool) => !parts.tools.has(tool));
  if (unknown !== undefined)
    refuse(`toolsOff names ${JSON.stringify(unknown)}, which no tool of the app is called`);
}

function fault(what: string): StartError {
  return new StartError(`AGENTS_FILE cannot be used: ${what}.`);
}
