/** What tools may know of earlier conversations. */
export interface CallHistory {
  /** Conversations in which all words occur, newest first, at most `limit`. */
  search(query: string, limit: number): Promise<readonly PastCall[]>;
  /** Conversations that began within the span, oldest first. Times in ms since the epoch. */
  between(fromMs: number, untilMs: number): Promise<readonly PastCall[]>;
}

/** An earlier conversation, as far as a tool may see it. */
export interface PastCall {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly title: string;
  readonly turns: readonly { readonly role: "user" | "agent"; readonly text: string }[];
  /** Why the agent hung up; undefined when it did not. */
  readonly hangUpReason: string | undefined;
  /** What its tools remembered at the end. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Names of the tools that ran, with repetition. */
  readonly tools: readonly string[];
  /** From the end of the person's turn to the agent's first sound, one for each answer. */
  readonly latenciesMs: readonly number[];
}
