import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Scheduling } from "../live/messages.ts";
import type { ToolBehavior } from "../live/session-request.ts";
import type { Settings } from "../settings.ts";
import type { Card } from "./card.ts";
import type { CallHistory } from "./history.ts";
import type { ToolFetchOptions, ToolFetchResult } from "./tool-fetch.ts";
import type { ToolState } from "./tool-state.ts";
import type { ToolStore } from "./tool-store.ts";

/** A schema that both validates and describes itself: any library with Standard Schema and Standard JSON Schema. */
export type ToolInput<Args = unknown> = StandardSchemaV1<unknown, Args> & StandardJSONSchemaV1<unknown, Args>;

/** A function the agent can call. Made with `defineTool`; one file in `web/tools/` each. */
export interface Tool {
  /** Up to 128 of `A–Z a–z 0–9 _ . : -`, beginning with a letter or underscore. */
  readonly name: string;
  /** Tells the model when to call it and what comes back. */
  readonly description: string;
  readonly input: ToolInput;
  /** Missing: what the model does by default. Never declared to a model that does not take it. */
  readonly behavior: ToolBehavior | undefined;
  /** Non-blocking calls only: when the model may speak about the result. */
  readonly scheduling: Scheduling | undefined;
  /** Whether the model should not speak about this result, whatever `scheduling` says. */
  silentWhen?(result: ToolResult): boolean;
  readonly timeoutMs: number;
  /** The person is asked before it runs. */
  readonly needsApproval: boolean;
  /** What `Always allow` is kept under: of no two tools the same, whichever others there are. */
  readonly permission: string;
  /** Origins that `context.fetch` may reach for this tool. */
  readonly origins: ToolOrigins;
  /** `args` has passed `input`. Should end soon after `context.signal` aborts. */
  run(args: unknown, context: ToolContext): Promise<ToolResult> | ToolResult;
}

/** Origins as `https://example.org`, or what the settings make of them. */
export type ToolOrigins = readonly string[] | ((settings: Settings) => readonly string[]);

/** The origins that a tool may fetch from under these settings. */
export function originsOf({ origins }: Tool, settings: Settings): readonly string[] {
  return typeof origins === "function" ? origins(settings) : origins;
}

/** When the model may speak about this result of a non-blocking call; undefined: whenever it does by default. */
export function schedulingOf(tool: Tool, result: ToolResult): Scheduling | undefined {
  return tool.silentWhen?.(result) ? "SILENT" : tool.scheduling;
}

/** What a tool tells the model: an object, best with a `status` and a sentence to say. */
export type ToolResult = Readonly<Record<string, unknown>>;

/** What a running tool may use. Everything it needs of the world comes from here, so its test is a function call. */
export interface ToolContext {
  /** The id of this tool call. */
  readonly callId: string;
  /** Aborts when the call is withdrawn, takes too long, or the conversation ends. */
  readonly signal: AbortSignal;
  /** Kept for the whole conversation and shared by its tools. */
  readonly state: ToolState;
  /** What the tools keep over conversations, on this device. */
  readonly store: ToolStore;
  /** What earlier conversations hold. */
  readonly history: CallHistory;
  /** As they were when the conversation began. */
  readonly settings: Settings;
  /** Fetches text from the origins that the tool names. @throws ToolFetchError, AbortError */
  fetch(url: string, options?: ToolFetchOptions): Promise<ToolFetchResult>;
  /** Tells the person how far it got; with `tellAgent` the model hears of it too, if it takes that. */
  progress(text: string, options?: { readonly tellAgent?: boolean }): void;
  /** Shows something in the transcript. */
  show(card: Card): void;
  /** Whether the model talks on while this runs. If not, it and the person wait in silence for the result. */
  readonly nonBlocking: boolean;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so long. @throws AbortError as soon as the signal aborts */
  wait(ms: number): Promise<void>;
  /** The person's own time zone, IANA name. */
  readonly timeZone: string;
  /** Ends the conversation once the agent's last words were heard. */
  endCall(reason: string): void;
}

/** A tool as its author writes it; `args` is inferred from `input`. */
export interface ToolDefinition<Input extends ToolInput> {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  readonly behavior?: ToolBehavior;
  readonly scheduling?: Scheduling;
  silentWhen?(result: ToolResult): boolean;
  /** Default 20 s. */
  readonly timeoutMs?: number;
  /** Default false. */
  readonly needsApproval?: boolean;
  /** Default: the name. */
  readonly permission?: string;
  readonly origins?: ToolOrigins;
  run(args: StandardSchemaV1.InferOutput<Input>, context: ToolContext): Promise<ToolResult> | ToolResult;
}

const defaultTimeoutMs = 20_000;

/** Turns a definition into a tool. */
export function defineTool<Input extends ToolInput>(definition: ToolDefinition<Input>): Tool {
  return {
    name: definition.name,
    description: definition.description,
    input: definition.input,
    behavior: definition.behavior,
    scheduling: definition.scheduling,
    ...(definition.silentWhen === undefined ? {} : { silentWhen: definition.silentWhen }),
    timeoutMs: definition.timeoutMs ?? defaultTimeoutMs,
    needsApproval: definition.needsApproval ?? false,
    permission: definition.permission ?? definition.name,
    origins: definition.origins ?? [],
    // `runTool` validates with this very schema before it calls, so the arguments are what it infers.
    run: (args, context) => definition.run(args as StandardSchemaV1.InferOutput<Input>, context),
  };
}
