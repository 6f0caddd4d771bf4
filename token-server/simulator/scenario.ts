import type { Picture } from "./jpeg.ts";
import type { JsonObject } from "./json.ts";
import type { Memory } from "./resumption.ts";
import type { DeclaredTool } from "./setup-check.ts";

/** A call that the agent makes. Unless `behavior` is given, the declaration and the model decide. */
export interface PlannedCall {
  readonly name: string;
  readonly args?: JsonObject;
  readonly behavior?: "BLOCKING" | "NON_BLOCKING";
}

/** One thing that the far end does. A turn is a list of them. */
export type Step =
  /** Speaks, at about 3.3 times real time, with the transcript ahead of the audio. */
  | { readonly type: "say"; readonly text: string }
  /** Calls tools, several at once if need be. Results of BLOCKING calls are awaited and answered in the same turn. */
  | { readonly type: "call"; readonly calls: readonly PlannedCall[] }
  /** Does nothing for a while. */
  | { readonly type: "wait"; readonly ms: number }
  /** Ends the running turn the way a user's voice would. */
  | { readonly type: "interrupt" }
  /** Announces the end of the connection, with a duration such as "50s", or without one. It does not end it. */
  | { readonly type: "go-away"; readonly timeLeft?: string }
  /** Ends the connection. */
  | { readonly type: "close"; readonly code: number; readonly reason?: string }
  /** Tears the connection down without a close frame. */
  | { readonly type: "drop" }
  /** Sends nothing any more and reacts to nothing, with the socket open. */
  | { readonly type: "stall" }
  /** Sends this message as it is. */
  | { readonly type: "send"; readonly message: JsonObject }
  /** Sends this text as a frame, JSON or not. */
  | { readonly type: "raw"; readonly data: string };

/** What the agent has to answer. */
export type Input =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "speech"; readonly durationMs: number; readonly heard: string }
  /** `clientContent` completed a turn without any text. */
  | { readonly type: "nothing" }
  | { readonly type: "tool-results"; readonly results: readonly ToolResult[] };

/** A tool's answer, beside what was asked. */
export interface ToolResult {
  readonly name: string;
  readonly args: JsonObject;
  readonly response: JsonObject;
}

/** What an answer can be made from. */
export interface AnswerContext {
  /** The tools declared in the setup in force. */
  readonly tools: readonly DeclaredTool[];
  /** The conversation before this input; a resumed session remembers. */
  readonly memory: Memory;
  /** Number of this user turn, from 1, counted over resumed sessions. Tool results keep the number. */
  readonly turn: number;
  readonly voice: string;
  /** The newest frame that the user has shown, and how many there were; missing: none. */
  readonly seen?: Seen | undefined;
}

/** A frame, the newest of so many. */
export interface Seen extends Picture {
  readonly count: number;
}

/** Finds an answer. An empty list is no model turn at all. */
export type Answer = (input: Input, context: AnswerContext) => readonly Step[];

/** A fixed answer. All conditions that are given must hold; without any the rule always fits. */
export interface Rule {
  readonly when?: {
    readonly type?: Input["type"];
    /** The n-th user turn, from 1. */
    readonly turn?: number;
    /** A part of what was typed or (by the scenario's `hears`) heard, in any case, or an expression that it matches. */
    readonly text?: string | RegExp;
    /** A tool that the results are from. */
    readonly tool?: string;
  };
  /** In a `say` after tool results `{output}` stands for the first result as JSON. */
  readonly answer: readonly Step[];
}

/** Something that happens at a moment rather than as an answer. Times are session milliseconds. */
export interface PlannedEvent {
  readonly at: /** `resume`: the setup of a connection that takes up an earlier conversation. */
    | { readonly type: "open" | "setup" | "resume"; readonly afterMs?: number }
    | {
        readonly type: "turn-start" | "turn-end" | "first-audio";
        readonly turn: number;
        readonly afterMs?: number;
      };
  readonly steps: readonly Step[];
}

/** Which way the service misbehaves. Everything is off unless named. */
export interface Faults {
  /** `setupComplete` comes this late, or never. */
  readonly setupDelayMs?: number | "never";
  /** Every setup is refused so, without a word before it. */
  readonly refuseSetup?: { readonly code: number; readonly reason?: string };
  /** Refuses the WebSocket handshake with this HTTP status. */
  readonly refuseUpgrade?: number;
  /** Answers the mint with this status and message, or not at all. */
  readonly mint?: { readonly status: number; readonly message?: string } | "silent";
  /** Input transcription comes this long after the first audio of the answer. */
  readonly lateInputTranscriptionMs?: number;
  /** Every tool call is sent twice. */
  readonly duplicateToolCall?: boolean;
  /** New input drops a pending call without a word; the same call comes again under a new id. */
  readonly dropToolCalls?: boolean;
  /** Audio parts have odd numbers of bytes. */
  readonly oddAudioParts?: boolean;
  /** Audio goes out as plain `audio/pcm`, without its rate. */
  readonly noAudioRate?: boolean;
  /** Every audio part is up to this late (0–n, by the seed); their order stays. */
  readonly audioJitterMs?: number;
  /** Turns never complete. */
  readonly missingTurnComplete?: boolean;
  /** Two parts of the cut turn still come after `interrupted` and `turnComplete`. */
  readonly lateAudioAfterInterrupted?: boolean;
  /** Each turn begins with a frame that is not JSON. */
  readonly malformedFrames?: boolean;
  /** No `sessionResumptionUpdate` is sent. */
  readonly noResumptionHandles?: boolean;
  /** Every handle is refused, as with 1007 "Request contains an invalid argument." after some ends of a connection. */
  readonly refuseResume?: { readonly code: number; readonly reason?: string };
  /** A handle is refused with 1011 as long as the connection that it is from is open. */
  readonly refuseOverlap?: boolean;
  /** Each turn of a connection takes this many times as long to begin as the one before it. */
  readonly slowerEachTurn?: number;
  /** Under a full lock a handle in the client's own setup is overlooked. */
  readonly ignoreClientHandle?: boolean;
  /** A user's voice after `generationComplete` brings no `interrupted`: the turn just completes. */
  readonly noInterruptedDuringPlayback?: boolean;
}

/** The service's pace. All times are session milliseconds. */
export interface Profile {
  /** From the end of the user's turn, as noticed, to the first audio. */
  readonly answerDelayMs: readonly [number, number];
  /** From a tool's answer to the audio about it. */
  readonly toolAnswerDelayMs: readonly [number, number];
  /** How many times faster than a person the agent talks: up to 2.5. */
  readonly speechRate: number;
  /** How much faster than real time audio is sent. */
  readonly sendSpeed: number;
  /** Length of the audio parts; the first one of a turn is always a single sample. */
  readonly partMs: readonly [number, number];
  /** From the moment that speech is long enough to interrupt to `interrupted`. */
  readonly interruptDelayMs: number;
  /** From the end of speech, as noticed, to its transcription. */
  readonly inputTranscriptionMs: number;
  /** `{}` frames in a turn, at most. */
  readonly emptyFrames: number;
  /** Between two resumption handles. */
  readonly handleIntervalMs: number;
  /** Whether handles are offered also while the model speaks or waits for a tool, instead of `resumable: false`. */
  readonly handlesWhileBusy: boolean;
  /**
   * Life of a conversation over all of its connections if its setup asks for no compression; then its context is
   * full. Undefined: for ever, as was seen of the service, too.
   */
  readonly contextLifeMs: number | undefined;
  /** Life of a connection; then it is closed with "Deadline expired". */
  readonly connectionLifeMs: number;
  /** How long before the end of that life `goAway` is sent; undefined for no warning. */
  readonly goAwayBeforeMs: number | undefined;
  /** How long after a dropped call it is made again. */
  readonly reissueDelayMs: readonly [number, number];
}

/** Measured on 3.8 where figures exist. */
export const defaultProfile: Profile = {
  answerDelayMs: [350, 700],
  toolAnswerDelayMs: [800, 1400],
  speechRate: 1,
  sendSpeed: 3.3,
  partMs: [80, 320],
  interruptDelayMs: 240,
  inputTranscriptionMs: 150,
  emptyFrames: 30,
  handleIntervalMs: 1500,
  handlesWhileBusy: false,
  contextLifeMs: undefined,
  connectionLifeMs: 58 * 60_000,
  goAwayBeforeMs: undefined,
  reissueDelayMs: [2600, 3600],
};

/** What the far end does. Everything left out is as the demo does it. */
export interface Scenario {
  /** Tried in order before `answer`; the first that fits wins. */
  readonly rules?: readonly Rule[];
  /** Answers what no rule fits: by default the demo agent. */
  readonly answer?: Answer;
  /** Transcriptions of the spoken turns, in order; a list comes in fragments. Beyond them: `[speech, 1.8 s]`. */
  readonly hears?: readonly (string | readonly string[])[];
  readonly events?: readonly PlannedEvent[];
  readonly faults?: Faults;
  readonly profile?: Partial<Profile>;
  /** Start of the repeatable chance in delays and part sizes. */
  readonly seed?: number;
}

/** The answer to an input: the first rule that fits, else the scenario's answer, else the fallback. */
export function answerFor(scenario: Scenario, fallback: Answer): Answer {
  return (input, context) => {
    const rule = scenario.rules?.find((candidate) => fits(candidate, input, context.turn));
    if (rule === undefined) return (scenario.answer ?? fallback)(input, context);
    return input.type === "tool-results"
      ? rule.answer.map((step) => withOutput(step, input.results))
      : rule.answer;
  };
}

function fits({ when = {} }: Rule, input: Input, turn: number): boolean {
  if (when.type !== undefined && when.type !== input.type) return false;
  if (when.turn !== undefined && when.turn !== turn) return false;
  if (when.text !== undefined && !matches(when.text, wordsOf(input))) return false;
  if (when.tool === undefined) return input.type !== "tool-results" || when.type === "tool-results";
  return input.type === "tool-results" && input.results.some(({ name }) => name === when.tool);
}

function wordsOf(input: Input): string {
  if (input.type === "text") return input.text;
  return input.type === "speech" ? input.heard : "";
}

function matches(wanted: string | RegExp, text: string): boolean {
  return typeof wanted === "string" ? text.toLowerCase().includes(wanted.toLowerCase()) : wanted.test(text);
}

function withOutput(step: Step, results: readonly ToolResult[]): Step {
  if (step.type !== "say") return step;
  return {
    ...step,
    text: step.text.replaceAll("{output}", () => JSON.stringify(results[0]?.response ?? {})),
  };
}
