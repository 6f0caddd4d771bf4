import type { ToolCall, ToolOutcome } from "../live/messages.ts";
import type { Card } from "../tools/card.ts";

export type LogEntry = Turn | ToolCallEntry;

/** One uninterrupted stretch by one voice. */
export interface Turn {
  readonly kind: "turn";
  readonly id: number;
  readonly role: "user" | "agent";
  /** Verbatim concatenation of the fragments; trimmed only for show. */
  readonly text: string;
  readonly status: "open" | "complete" | "interrupted";
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** User turns: written, not spoken. */
  readonly typed: boolean;
  /** Agent turns: audio received so far. */
  readonly audioMs: number;
  /** Agent turns: when the first of its sound came in. */
  readonly cameAtMs?: number;
  /** Agent turns: when the first of its sound was heard. */
  readonly soundedAtMs?: number;
  /** Agent turns: how much audio had been received when the text had this length. Text runs ahead of the sound. */
  readonly marks: readonly TextMark[];
  /** Interrupted agent turns: the part that was heard, once the speaker told. */
  readonly heard: HeardPart | undefined;
}

export interface TextMark {
  readonly chars: number;
  readonly audioMs: number;
}

export interface HeardPart {
  readonly audioMs: number;
  /** Length of the heard beginning of `text`. */
  readonly chars: number;
}

export interface ToolCallEntry {
  readonly kind: "tool-call";
  readonly id: number;
  readonly call: ToolCall;
  /** The ids that are owed the answer: the call's own, unless withdrawn, and those under which it was asked again. */
  readonly ids: readonly string[];
  /** How the model gets the result: a retry has no id of the service, so it is told in words. */
  readonly answer: "response" | "text";
  /** The model was told that it goes on, and does not wait for it. */
  readonly inBackground?: boolean;
  /**
   * `asking`: waits for the person's approval. `cancelled`: withdrawn by the service or stopped by the person.
   */
  readonly status: "asking" | "running" | ToolOutcome["status"];
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** What was answered; undefined while running and after a cancellation. */
  readonly response: Readonly<Record<string, unknown>> | undefined;
  /** The newest word on how far it got. */
  readonly progress: string | undefined;
  /** What it has shown so far. */
  readonly cards: readonly Card[];
}
