import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import type { Scheduling } from "../live/messages.ts";
import type { ToolBehavior } from "../live/session-request.ts";

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
  readonly timeoutMs: number;
  /** `args` has passed `input`. Should end soon after `context.signal` aborts. */
  run(args: unknown, context: ToolContext): Promise<ToolResult> | ToolResult;
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
  /** Milliseconds since the epoch. */
  now(): number;
  /** The person's own time zone, IANA name. */
  readonly timeZone: string;
  /** Ends the conversation once the agent's last words were heard. */
  endCall(reason: string): void;
}

/** Values that tools remember during a conversation. Values are copied in and out. */
export interface ToolState {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  clear(): void;
  dump(): Readonly<Record<string, unknown>>;
}

/** A tool as its author writes it; `args` is inferred from `input`. */
export interface ToolDefinition<Input extends ToolInput> {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  readonly behavior?: ToolBehavior;
  readonly scheduling?: Scheduling;
  /** Default 20 s. */
  readonly timeoutMs?: number;
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
    timeoutMs: definition.timeoutMs ?? defaultTimeoutMs,
    // `runTool` validates with this very schema before it calls, so the arguments are what it infers.
    run: (args, context) => definition.run(args as StandardSchemaV1.InferOutput<Input>, context),
  };
}
