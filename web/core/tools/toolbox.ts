import { TokenError } from "../errors.ts";
import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import { modelProfile, type ToolSupport } from "../live/models.ts";
import type { CallTools, Clock, Toolbox, ToolboxPlan } from "../ports.ts";
import type { Settings } from "../settings.ts";
import { declareTools } from "./declare.ts";
import type { CallHistory } from "./history.ts";
import { runTool } from "./run-tool.ts";
import type { Tool } from "./tool.ts";
import type { ToolFetcher } from "./tool-fetch.ts";
import type { ToolStore } from "./tool-store.ts";

export interface ToolboxOptions {
  /** Loads the tools, by name, with those that the person has added; called once for each conversation. */
  readonly load: (plan: ToolboxPlan) => Promise<ReadonlyMap<string, Tool>>;
  readonly clock: Clock;
  /** The person's own, IANA name. */
  readonly timeZone: string;
  readonly fetcher: ToolFetcher;
  readonly store: ToolStore;
  readonly history: CallHistory;
}

/** The tools as conversations see them. */
export function createToolbox(options: ToolboxOptions): Toolbox {
  return {
    async open(plan) {
      const support = modelProfile(plan.model).tools;
      return callTools(await offeredTools(options, plan), support, options, plan.settings);
    },
  };
}

/** The tools' code comes from where the app comes from: if it cannot be had, the server is away. */
async function offeredTools({ load }: ToolboxOptions, plan: ToolboxPlan): Promise<ReadonlyMap<string, Tool>> {
  try {
    const tools = await load(plan);
    return new Map([...tools].filter(([name]) => isWanted(name, plan)));
  } catch (cause) {
    throw new TokenError("unreachable", { cause });
  }
}

function isWanted(name: string, { toolsOff, toolsOnly }: ToolboxPlan): boolean {
  return !toolsOff.includes(name) && (toolsOnly?.includes(name) ?? true);
}

function callTools(
  tools: ReadonlyMap<string, Tool>,
  support: ToolSupport,
  options: ToolboxOptions,
  settings: Settings,
): CallTools {
  const nonBlocking = (name: string) => isNonBlocking(tools.get(name), support);
  return {
    declarations: declareTools(tools.values(), support),
    blocks: (name) => !nonBlocking(name),
    async run(call, host, signal) {
      const run = { ...options, call, host, signal, settings, nonBlocking: nonBlocking(call.name) };
      const outcome = await runTool(tools.get(call.name), run);
      return support.scheduling ? outcome : unscheduled(outcome, call);
    },
  };
}

/** Whether the model talks on while a tool runs. */
function isNonBlocking(tool: Tool | undefined, { behaviors, defaultBehavior }: ToolSupport): boolean {
  const behavior = behaviors.find((one) => one === tool?.behavior) ?? defaultBehavior;
  return behavior === "NON_BLOCKING";
}

/** The outcome for a model that does not take a word on when to speak about it. */
function unscheduled({ status, response }: ToolOutcome, { id, name }: ToolCall): ToolOutcome {
  return { status, response: { id, name, response: response.response } };
}
