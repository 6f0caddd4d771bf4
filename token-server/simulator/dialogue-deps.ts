import type { SessionTime } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import type { ModelTraits } from "./models.ts";
import type { Random } from "./random.ts";
import type { Answer, Faults, Profile, Step } from "./scenario.ts";
import type { DeclaredTool } from "./setup-check.ts";
import type { Usage } from "./usage.ts";

/** A step that concerns the connection rather than the conversation. */
export type ConnectionStep = Exclude<Step, { type: "say" | "call" | "wait" | "interrupt" }>;

/** Whether a step can be done without a dialogue. */
export function isConnectionStep(step: Step): step is ConnectionStep {
  return !["say", "call", "wait", "interrupt"].includes(step.type);
}

/** What a dialogue is given by its session. */
export interface DialogueDeps {
  readonly time: SessionTime;
  readonly traits: ModelTraits;
  readonly profile: Profile;
  readonly faults: Faults;
  readonly random: Random;
  readonly tools: readonly DeclaredTool[];
  readonly voice: string;
  readonly transcribeInput: boolean;
  readonly transcribeOutput: boolean;
  readonly hears: readonly (string | readonly string[])[];
  readonly answer: Answer;
  readonly usage: Usage;
  readonly send: (message: JsonObject) => void;
  readonly sendRaw: (data: string) => void;
  readonly act: (step: ConnectionStep) => void;
  /** Whether the model is speaking or waiting for a tool. */
  readonly onBusy: (busy: boolean) => void;
  readonly onMoment: (type: "turn-start" | "turn-end" | "first-audio", turn: number) => void;
  /** An answer went wrong in a way that is not an interruption. */
  readonly onFailure: (error: unknown) => void;
}
