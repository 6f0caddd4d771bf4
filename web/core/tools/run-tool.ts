import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import type { Clock, ToolHost } from "../ports.ts";
import { bounded } from "./bounded.ts";
import type { Tool, ToolContext } from "./tool.ts";

/** What running a tool needs beside the tool. */
export interface ToolRun {
  readonly call: ToolCall;
  readonly host: ToolHost;
  /** The call is withdrawn, or the conversation over. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The person's own, IANA name. */
  readonly timeZone: string;
}

/** Why a tool call has no result, as the model reads it. */
export interface ToolFailure {
  readonly status: "unknown_tool" | "invalid_arguments" | "failed" | "timed_out" | "cancelled";
  readonly message: string;
  /** Whether the same call, or a corrected one, may succeed. */
  readonly retryable: boolean;
  /** What is wrong with which argument; with `invalid_arguments` only. */
  readonly problems?: readonly string[];
}

/**
 * Runs one call to its answer: `{output}` with what the tool told, or `{error}` with a `ToolFailure`. Never throws and
 * never outlasts the tool's time limit or the signal, even if the tool does.
 */
export async function runTool(tool: Tool | undefined, run: ToolRun): Promise<ToolOutcome> {
  if (tool === undefined) return failed(run.call, unknownTool(run.call));
  const ending = endOf(run, tool.timeoutMs);
  try {
    return await Promise.race([answer(tool, run, ending), ending.reached]);
  } catch (error) {
    return failed(run.call, failure(error));
  } finally {
    ending.dispose();
  }
}

async function answer(tool: Tool, run: ToolRun, ending: Ending): Promise<ToolOutcome> {
  const checked = await tool.input["~standard"].validate(run.call.args);
  if (checked.issues !== undefined) return failed(run.call, invalidArguments(checked.issues));
  // Validation may take its time; a call that ended meanwhile must have no effect.
  if (ending.signal.aborted) return ending.reached;
  const output = bounded(await tool.run(checked.value, contextOf(run, ending.signal)));
  const { id, name } = run.call;
  const scheduling = tool.scheduling === undefined ? {} : { scheduling: tool.scheduling };
  return { ok: true, response: { id, name, response: { output }, ...scheduling } };
}

function contextOf({ call, host, clock, timeZone }: ToolRun, signal: AbortSignal): ToolContext {
  return {
    callId: call.id,
    signal,
    state: host.state,
    timeZone,
    now: () => clock.now(),
    endCall(reason) {
      if (!signal.aborted) host.endCall(reason);
    },
  };
}

/** The end of a call that came before its answer. */
interface Ending {
  /** The tool's own: aborts at the end. */
  readonly signal: AbortSignal;
  readonly reached: Promise<ToolOutcome>;
  dispose(): void;
}

function endOf({ call, signal, clock }: ToolRun, timeoutMs: number): Ending {
  const controller = new AbortController();
  let reach: (outcome: ToolOutcome) => void = () => undefined;
  const reached = new Promise<ToolOutcome>((resolve) => {
    reach = resolve;
  });
  const end = (why: ToolFailure) => {
    reach(failed(call, why));
    controller.abort();
  };
  const cancel = () => end(cancelled);
  const cancelTimer = clock.setTimer(timeoutMs, () => end(timedOut(timeoutMs)));
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    reached,
    dispose() {
      cancelTimer();
      signal.removeEventListener("abort", cancel);
    },
  };
}

/** The outcome of a call that has no result. */
export function failed({ id, name }: ToolCall, error: ToolFailure): ToolOutcome {
  return { ok: false, response: { id, name, response: { error: bounded(error) } } };
}

const cancelled: ToolFailure = {
  status: "cancelled",
  message: "The call was withdrawn before it had a result.",
  retryable: false,
};

function unknownTool({ name }: ToolCall): ToolFailure {
  return { status: "unknown_tool", message: `There is no tool named ${name}.`, retryable: false };
}

function timedOut(timeoutMs: number): ToolFailure {
  const message = `The tool had no result after ${timeoutMs / 1000} seconds.`;
  return { status: "timed_out", message, retryable: true };
}

function failure(error: unknown): ToolFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { status: "failed", message, retryable: true };
}

function invalidArguments(issues: readonly StandardSchemaV1.Issue[]): ToolFailure {
  return {
    status: "invalid_arguments",
    message: "The arguments do not fit. Correct them and call again.",
    retryable: true,
    problems: issues.map(problem),
  };
}

function problem({ path = [], message }: StandardSchemaV1.Issue): string {
  const keys = path.map((step) => String(typeof step === "object" ? step.key : step));
  return keys.length === 0 ? message : `${keys.join(".")}: ${message}`;
}
