import type { ActivityDetection, VoiceActivityPreset } from "./activity-detection.ts";

/**
 * The session a browser wishes for: the body of `POST /api/token` and the input of `sessionConfig()`. Every field is
 * optional; what is missing means the default.
 */
export interface SessionRequest {
  /**
   * Id of an agent of the site. All that makes it comes from the server then, which takes nothing beside it but how the
   * person talks (`voiceActivity`, `activityDetection`, `activity`) and `handle`.
   */
  readonly agent?: string;
  readonly model?: string;
  readonly voice?: string;
  /** What the agent is and how it behaves. */
  readonly instruction?: string;
  /** BCP 47 tag, for example `de-DE`; missing means the agent follows the speaker. */
  readonly language?: string;
  /** 0–2; ignored by models that do not take it. */
  readonly temperature?: number;
  /** Of one answer; more than the model can is as much as it can, and ignored by models whose limit is not known. */
  readonly maxOutputTokens?: number;
  /** What it answers with: sound unless told otherwise, and where the model cannot write. */
  readonly modality?: Modality;
  readonly thinkingLevel?: ThinkingLevel;
  readonly affectiveDialog?: boolean;
  readonly proactiveAudio?: boolean;
  readonly voiceActivity?: VoiceActivityPreset;
  /** Values of one's own in place of a preset's. */
  readonly activityDetection?: ActivityDetection;
  /** The client marks where its turns begin and end, and the service does not listen for it; both above are void. */
  readonly activity?: "manual";
  readonly tools?: readonly FunctionDeclaration[];
  /** Where to resume. Secret: never logged. */
  readonly handle?: string;
}

/** A session as the app wants it: what the server is asked for, and what the agent is to be told once it is open. */
export interface WantedSession extends SessionRequest {
  /** What an agent of the site, whose instruction is the server's, is to know of what was said; told as the first text. */
  readonly memory?: string;
}

export type Modality = "AUDIO" | "TEXT";

export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

/** A function the model may call, as Gemini Live takes it. */
export interface FunctionDeclaration {
  /** Up to 128 of `A–Z a–z 0–9 _ . : -`, beginning with a letter or underscore. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object with at least one property; missing for functions without arguments. */
  readonly parametersJsonSchema?: Readonly<Record<string, unknown>>;
  readonly behavior?: ToolBehavior;
}

/** Whether the model waits for the answer or talks on. */
export type ToolBehavior = "BLOCKING" | "NON_BLOCKING";
