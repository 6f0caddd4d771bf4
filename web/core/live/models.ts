import { toTranslate } from "../to-translate.ts";
import type { ApiVersion } from "./api-version.ts";
import type { Modality, ThinkingLevel, ToolBehavior } from "./session-request.ts";

/** What one Live model takes. A setting that is not taken is neither offered for the model nor sent to it. */
export interface ModelProfile {
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** What it can answer with; exactly one is asked for. One that cannot write is shown instead, with the sound off. */
  readonly modalities: readonly Modality[];
  readonly temperature: boolean;
  /** Levels that can be asked for, least first; empty: it decides by itself and refuses the setting. */
  readonly thinkingLevels: readonly ThinkingLevel[];
  /** API versions that take the switch to stay silent when not spoken to; empty: there is no switch. */
  readonly proactiveAudio: readonly ApiVersion[];
  /** API versions that take the switch to answer the speaker's mood; empty: there is no switch. */
  readonly affectiveDialog: readonly ApiVersion[];
  /** How the language of its speech is chosen. */
  readonly language: "instruction" | "speech-config";
  readonly tools: ToolSupport;
  /** Tokens of context; undefined where not published. */
  readonly inputTokenLimit: number | undefined;
  /** Tokens of one answer; undefined where not published. */
  readonly outputTokenLimit: number | undefined;
  /** What is known about its end, one sentence for people; undefined: nothing announced. */
  readonly shutdown: string | undefined;
}

/** How a model calls functions. */
export interface ToolSupport {
  /** Behaviours that a declaration may name; empty: declarations must not name any. */
  readonly behaviors: readonly ToolBehavior[];
  /** What an undeclared behaviour means. */
  readonly defaultBehavior: ToolBehavior;
  /** Whether an answer may say when the model speaks about it. */
  readonly scheduling: boolean;
}

export const defaultModel = "gemini-3.8-live";

/** What most models share, and all that is assumed of a model nobody has described. */
const plain: Omit<ModelProfile, "id" | "label"> = {
  modalities: ["AUDIO"],
  temperature: false,
  thinkingLevels: [],
  proactiveAudio: [],
  affectiveDialog: [],
  language: "instruction",
  tools: { behaviors: [], defaultBehavior: "BLOCKING", scheduling: false },
  inputTokenLimit: undefined,
  outputTokenLimit: undefined,
  shutdown: undefined,
};

/** The models Parley knows, best first. */
export const models: readonly ModelProfile[] = [
  {
    ...plain,
    id: defaultModel,
    label: "Gemini 3.8 Live",
    tools: { behaviors: ["BLOCKING", "NON_BLOCKING"], defaultBehavior: "NON_BLOCKING", scheduling: true },
    inputTokenLimit: 131_072,
    outputTokenLimit: 65_536,
  },
  {
    ...plain,
    id: "gemini-3.8-live-extended-thinking",
    label: "Gemini 3.8 Live, extended thinking",
    thinkingLevels: ["LOW", "MEDIUM", "HIGH"],
    tools: { behaviors: ["NON_BLOCKING"], defaultBehavior: "NON_BLOCKING", scheduling: false },
  },
  {
    ...plain,
    id: "gemini-3.1-flash-live-preview",
    label: "Gemini 3.1 Flash Live (preview)",
    temperature: true,
    thinkingLevels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"],
    shutdown: toTranslate("A preview that may have been switched off in November 2026."),
  },
  {
    ...plain,
    id: "gemini-2.5-flash-native-audio-preview-12-2025",
    label: "Gemini 2.5 Flash native audio (preview)",
    temperature: true,
    proactiveAudio: ["v1alpha"],
    affectiveDialog: ["v1alpha"],
    tools: { behaviors: ["BLOCKING", "NON_BLOCKING"], defaultBehavior: "BLOCKING", scheduling: true },
    outputTokenLimit: 8_192,
    shutdown: toTranslate("Deprecated: only for projects that used it before 18 September 2026."),
  },
];

const halfCascade: Omit<ModelProfile, "id" | "label"> = {
  ...plain,
  modalities: ["AUDIO", "TEXT"],
  temperature: true,
  outputTokenLimit: 8_192,
  shutdown: toTranslate("Switched off on 9 December 2025; only servers of their own still have it."),
};

/** What is offered only where a server names it. */
const others: readonly ModelProfile[] = [
  { ...halfCascade, id: "gemini-live-2.5-flash-preview", label: "Gemini 2.5 Flash Live (half-cascade)" },
  { ...halfCascade, id: "gemini-2.0-flash-live-001", label: "Gemini 2.0 Flash Live" },
];

/** The profile of a model; one that is not known gets only what every model takes. */
export function modelProfile(id: string = defaultModel): ModelProfile {
  return [...models, ...others].find((model) => model.id === id) ?? { ...plain, id, label: id };
}

/** Which optional settings a model takes on an API version: what to offer, and what to send. */
export function modelSettings(profile: ModelProfile, apiVersion: ApiVersion): ModelSettings {
  return {
    temperature: profile.temperature,
    thinkingLevels: profile.thinkingLevels,
    proactiveAudio: profile.proactiveAudio.includes(apiVersion),
    affectiveDialog: profile.affectiveDialog.includes(apiVersion),
  };
}

export interface ModelSettings {
  readonly temperature: boolean;
  readonly thinkingLevels: readonly ThinkingLevel[];
  readonly proactiveAudio: boolean;
  readonly affectiveDialog: boolean;
}
