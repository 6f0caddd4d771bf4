import { TokenError } from "../errors.ts";
import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import { modelProfile } from "../live/models.ts";
import type { Clock, Toolbox } from "../ports.ts";
import { declareTools } from "./declare.ts";
import { failed, runTool, type ToolFailure } from "./run-tool.ts";
import type { Tool } from "./tool.ts";

export interface ToolboxOptions {
  /** Loads the tools, by name; called when a call needs them. */
  readonly load: () => Promise<ReadonlyMap<string, Tool>>;
  readonly clock: Clock;
  /** The person's own, IANA name. */
  readonly timeZone: string;
}

/** The tools of a folder as the call sees them. */
export function createToolbox({ load, clock, timeZone }: ToolboxOptions): Toolbox {
  let support = modelProfile().tools;
  return {
    async declarations(model) {
      support = modelProfile(model).tools;
      return declareTools((await loaded(load)).values(), support);
    },
    async run(call, host, signal) {
      const tools = await load().catch(() => undefined);
      if (tools === undefined) return failed(call, notLoaded);
      const outcome = await runTool(tools.get(call.name), { call, host, signal, clock, timeZone });
      return support.scheduling ? outcome : unscheduled(outcome, call);
    },
  };
}

const notLoaded: ToolFailure = {
  status: "failed",
  message: "The tools could not be loaded: the network is down or the app has changed.",
  retryable: true,
};

/** The tools' code comes from where the app comes from: if it cannot be had, the server is away. */
async function loaded(load: ToolboxOptions["load"]): Promise<ReadonlyMap<string, Tool>> {
  try {
    return await load();
  } catch (cause) {
    throw new TokenError("unreachable", { cause });
  }
}

/** The outcome for a model that does not take a word on when to speak about it. */
function unscheduled({ ok, response }: ToolOutcome, { id, name }: ToolCall): ToolOutcome {
  return { ok, response: { id, name, response: response.response } };
}
