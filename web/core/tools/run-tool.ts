import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ToolCall, ToolOutcome, ToolResponse } from "../live/messages.ts";
import type { Clock, ToolHost } from "../ports.ts";
import type { Settings } from "../settings.ts";
import { bounded } from "./bounded.ts";
import type { CallHistory } from "./history.ts";
import { originsOf, schedulingOf, type Tool, type ToolContext } from "./tool.ts";
import { ToolFetchError, type ToolFetcher } from "./tool-fetch.ts";
import type { ToolStore } from "./tool-store.ts";

/** What running a tool needs beside the tool. */
export interface ToolRun {
  readonly call: ToolCall;
  readonly host: ToolHost;
  /** The call is withdrawn, or the conversation over. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The person's own, IANA name. */
  readonly timeZone: string;
  readonly settings: Settings;
  readonly fetcher: ToolFetcher;
  readonly store: ToolStore;
  readonly history: CallHistory;
  /** The model talks on while the tool runs, and may be told of its progress. */
  readonly nonBlocking: boolean;
}

/** Why a tool call has no result, as the model reads it. */
export interface ToolFailure {
  readonly status: "unknown_tool" | "invalid_arguments" | "failed" | "timed_out" | "cancelled" | "denied";
  readonly message: string;
  /** Whether the same call, or a corrected one, may succeed. */
  readonly retryable: boolean;
  /** What is wrong with which argument; with `invalid_arguments` only. */
  readonly problems?: readonly string[];
}

/**
 * Runs one call to its answer: `{output}` with what the tool told, or `{error}` with a `ToolFailure`. Never throws and
 * never outlasts the signal, or the tool's time limit once it was allowed to run, even if the tool does.
 */
export async function runTool(tool: Tool | undefined, run: ToolRun): Promise<ToolOutcome> {
  if (tool === undefined) return failed(run.call, unknownTool(run.call));
  const ending = endOf(run);
  try {
    return await Promise.race([answer(tool, run, ending), ending.reached]);
  } catch (error) {
    return failed(run.call, failure(error));
  } finally {
    ending.dispose();
  }
}

/** Bad arguments are answered before the person is asked, and the time that the person takes does not count. */
async function answer(tool: Tool, run: ToolRun, ending: Ending): Promise<ToolOutcome> {
  const checked = await tool.input["~standard"].validate(run.call.args);
  if (checked.issues !== undefined) return failed(run.call, invalidArguments(checked.issues));
  if (tool.needsApproval && !(await run.host.approve(tool.permission))) return failed(run.call, denied);
  // Both may take their time; a call that ended meanwhile must have no effect.
  if (ending.signal.aborted) return ending.reached;
  ending.limit(tool.timeoutMs);
  const result = await tool.run(checked.value, contextOf(tool, run, ending.signal));
  const { id, name } = run.call;
  const scheduling = schedulingOf(tool, result);
  const response = { id, name, response: { output: bounded(result) }, ...(scheduling && { scheduling }) };
  return { status: "done", response };
}

function contextOf(tool: Tool, run: ToolRun, signal: AbortSignal): ToolContext {
  const { call, host, clock, settings } = run;
  const unless = <Args extends readonly unknown[]>(effect: (...args: Args) => void) => {
    return (...args: Args) => {
      if (!signal.aborted) effect(...args);
    };
  };
  return {
    callId: call.id,
    signal,
    state: host.state,
    store: run.store,
    history: run.history,
    settings,
    timeZone: run.timeZone,
    nonBlocking: run.nonBlocking,
    now: () => clock.now(),
    wait: (ms) => wait(clock, ms, signal),
    fetch: (url, options = {}) => run.fetcher({ url, options, origins: originsOf(tool, settings), signal }),
    progress: unless((text, { tellAgent = false } = {}) =>
      host.progress(text, tellAgent && run.nonBlocking ? interim(call, text) : undefined),
    ),
    show: unless((card) => host.show(card)),
    endCall: unless((reason) => host.endCall(reason)),
  };
}

/** A word on a call that goes on: more answers with its id follow. */
function interim({ id, name }: ToolCall, message: string): ToolResponse {
  const output = { status: "in_progress", message };
  return { id, name, response: { output }, scheduling: "WHEN_IDLE", willContinue: true };
}

/** @throws the signal's reason, an AbortError */
function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.setTimer(ms, () => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** The end of a call that came before its answer. */
interface Ending {
  /** The tool's own: aborts at the end. */
  readonly signal: AbortSignal;
  readonly reached: Promise<ToolOutcome>;
  /** From now on the tool has so long. */
  limit(ms: number): void;
  dispose(): void;
}

function endOf({ call, signal, clock }: ToolRun): Ending {
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
  let cancelTimer: () => void = () => undefined;
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
  return {
    signal: controller.signal,
    reached,
    limit(ms) {
      cancelTimer = clock.setTimer(ms, () => end(timedOut(ms)));
    },
    dispose() {
      cancelTimer();
      signal.removeEventListener("abort", cancel);
    },
  };
}

/** The outcome of a call that has no result. */
export function failed({ id, name }: ToolCall, error: ToolFailure): ToolOutcome {
  return { status: outcomeOf(error), response: { id, name, response: { error: bounded(error) } } };
}

function outcomeOf({ status }: ToolFailure): ToolOutcome["status"] {
  switch (status) {
    case "timed_out":
      return "timed-out";
    case "cancelled":
    case "denied":
      return status;
    default:
      return "failed";
  }
}

const cancelled: ToolFailure = {
  status: "cancelled",
  message: "The user stopped it before it had a result.",
  retryable: false,
};

const denied: ToolFailure = {
  status: "denied",
  message: "The user does not want this. Do not try it again unless the user asks for it.",
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
  return { status: "failed", message, retryable: !isLasting(error) };
}

/** Whether the same call would fail in the same way: the page may not connect there, or the device is offline. */
function isLasting(error: unknown): boolean {
  return error instanceof ToolFetchError && (error.reason === "blocked" || error.reason === "offline");
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
