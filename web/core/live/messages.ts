/**
 * What the service says, in our words. One server message may hold several of these; `normalize` emits them in one
 * fixed order. Nothing outside `core/live` and the transport knows Google's names.
 */
export type LiveEvent =
  /** The person spoke over the agent: whatever is queued for the speaker is void. */
  | { readonly type: "interrupted" }
  /** A piece of the agent's voice: PCM s16 mono, any length, owned by the receiver. */
  | { readonly type: "audio"; readonly samples: Int16Array; readonly sampleRateHz: number }
  /** A fragment of what the agent says, to be appended verbatim; runs ahead of the audio. */
  | { readonly type: "output-text"; readonly text: string }
  /** A fragment of what the person said; may come late, after the agent began to answer. */
  | { readonly type: "input-text"; readonly text: string }
  /** A guess at what the person is saying, replaced by the next one or by `input-text`. */
  | { readonly type: "interim-input-text"; readonly text: string }
  /** A summary of the model's reasoning; never spoken. */
  | { readonly type: "thought"; readonly text: string }
  /** All audio of the turn has been sent; most of it is still to be heard. */
  | { readonly type: "generation-complete" }
  /** The turn is over for the service. `reason` only when something was wrong with it. */
  | { readonly type: "turn-complete"; readonly reason?: string }
  /** The model expects more input and does not answer. */
  | { readonly type: "waiting-for-input" }
  /** Extended-thinking models only: whether more follows after a completed turn. */
  | { readonly type: "interaction"; readonly status: "in-progress" | "idle" | "requires-action" }
  | { readonly type: "tool-calls"; readonly calls: readonly ToolCall[] }
  | { readonly type: "tool-calls-cancelled"; readonly ids: readonly string[] }
  /** Web pages the answer rests on. */
  | { readonly type: "grounding"; readonly sources: readonly GroundingSource[] }
  | { readonly type: "usage"; readonly usage: Usage }
  /** A point to which the session can be resumed. Secret: never logged. */
  | { readonly type: "handle"; readonly handle: string }
  /** Right now no new handle can be given; the last one stays good. */
  | { readonly type: "not-resumable" }
  /** The connection ends soon. */
  | { readonly type: "go-away"; readonly timeLeftMs: number | undefined }
  /** The service's own voice activity detection, where the model tells. */
  | { readonly type: "voice-activity"; readonly activity: "start" | "end" };

/** One request of the model to run a function. Ids are opaque. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The answer to one tool call. */
export interface ToolResponse {
  readonly id: string;
  readonly name: string;
  /** `output` or `error` as the key, or any object, which counts as output as a whole. */
  readonly response: Readonly<Record<string, unknown>>;
  /** Non-blocking calls only: when the model may speak about the result. */
  readonly scheduling?: Scheduling;
  /** Non-blocking calls only: more responses with this id follow. */
  readonly willContinue?: boolean;
}

/** How a tool call went, and what the model is told. */
export interface ToolOutcome {
  readonly status: "done" | "failed" | "timed-out" | "denied" | "cancelled";
  readonly response: ToolResponse;
}

/** When the model may speak about a late result: at once, when it is quiet, or not at all. */
export type Scheduling = "INTERRUPT" | "WHEN_IDLE" | "SILENT";

/** A page the answer rests on. Text from the network: shown as text, the address checked before it becomes a link. */
export interface GroundingSource {
  readonly title: string;
  readonly url: string;
}

/** Tokens of one turn: `prompt` counts the whole context again each turn. */
export interface Usage {
  readonly promptTokens: number;
  readonly responseTokens: number;
  readonly totalTokens: number;
  /** What of the prompt is what, as far as the service tells. */
  readonly prompt?: ModalityTokens;
  readonly response?: ModalityTokens;
}

/** Tokens by what they stand for; frames of video count as images. */
export interface ModalityTokens {
  readonly text: number;
  readonly audio: number;
  readonly image: number;
}
