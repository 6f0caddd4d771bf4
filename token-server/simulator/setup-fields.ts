import { asList, asObject } from "./json.ts";

/**
 * The fields that a message may hold. `"any"` ends the check (scalars, free-form JSON, messages that are passed on as
 * they are); a list of one shape means "repeated".
 */
export type Shape = "any" | readonly [Shape] | { readonly [field: string]: Shape };

const fields = (...names: readonly string[]): { readonly [field: string]: Shape } =>
  Object.fromEntries(names.map((name) => [name, "any" as const]));

/** `Content`: text and media parts with a role. */
export const contentShape: Shape = {
  ...fields("role"),
  parts: [
    fields(
      ...[
        "text",
        "inlineData",
        "fileData",
        "functionCall",
        "functionResponse",
        "thought",
        "thoughtSignature",
      ],
      ...["executableCode", "codeExecutionResult", "videoMetadata", "mediaResolution"],
    ),
  ],
};

const functionDeclaration = fields(
  ...[
    "name",
    "description",
    "parameters",
    "parametersJsonSchema",
    "response",
    "responseJsonSchema",
    "behavior",
  ],
);

const generationConfig: Shape = {
  ...fields(
    ...["responseModalities", "temperature", "topP", "topK", "maxOutputTokens", "seed", "mediaResolution"],
    ...["candidateCount", "stopSequences", "presencePenalty", "frequencyPenalty", "enableAffectiveDialog"],
    ...["translationConfig"],
  ),
  speechConfig: {
    ...fields("languageCode", "multiSpeakerVoiceConfig"),
    voiceConfig: { ...fields("voice", "replicatedVoiceConfig"), prebuiltVoiceConfig: fields("voiceName") },
  },
  thinkingConfig: fields("thinkingLevel", "thinkingBudget", "includeThoughts"),
};

const transcription = fields(
  ...["languageCodes", "customVocabulary", "wordTimestamp", "diarization", "mode", "sourceText"],
);

/** `BidiGenerateContentSetup`, the inner object of a `setup` message and of a token's constraints. */
export const setupShape: { readonly [field: string]: Shape } = {
  ...fields("model", "safetySettings", "labels", "avatarConfig"),
  generationConfig,
  systemInstruction: contentShape,
  tools: [
    {
      ...fields("googleSearch", "codeExecution", "urlContext", "googleMaps", "fileSearch", "computerUse"),
      functionDeclarations: [functionDeclaration],
    },
  ],
  sessionResumption: fields("handle"),
  inputAudioTranscription: transcription,
  outputAudioTranscription: transcription,
  realtimeInputConfig: {
    ...fields("activityHandling", "turnCoverage"),
    automaticActivityDetection: fields(
      ...[
        "disabled",
        "startOfSpeechSensitivity",
        "endOfSpeechSensitivity",
        "prefixPaddingMs",
        "silenceDurationMs",
      ],
    ),
  },
  contextWindowCompression: { ...fields("triggerTokens"), slidingWindow: fields("targetTokens") },
  proactivity: fields("proactiveAudio", "proactiveVideo"),
  historyConfig: fields("initialHistoryInClientContent"),
};

/** A field that the shape does not know, and the snake_case place of the object that holds it. */
export interface UnknownField {
  readonly name: string;
  readonly at: string;
}

/** Finds the first field that does not belong. Values of the wrong kind are left to the checks that read them. */
export function findUnknownField(value: unknown, shape: Shape, at: string): UnknownField | undefined {
  if (shape === "any") return undefined;
  if (isRepeated(shape)) {
    for (const [index, item] of asList(value).entries()) {
      const unknown = findUnknownField(item, shape[0], `${at}[${index}]`);
      if (unknown !== undefined) return unknown;
    }
    return undefined;
  }
  for (const [name, inner] of Object.entries(asObject(value) ?? {})) {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known === undefined) return { name, at };
    const unknown = findUnknownField(inner, known, at === "" ? snake(name) : `${at}.${snake(name)}`);
    if (unknown !== undefined) return unknown;
  }
  return undefined;
}

/** Whether a field mask may name this path of the setup. Nothing below a repeated field can be named. */
export function isMaskPath(path: string): boolean {
  let shape: Shape | undefined = setupShape;
  for (const name of path.split(".")) {
    if (shape === undefined || shape === "any" || isRepeated(shape)) return false;
    shape = Object.hasOwn(shape, name) ? shape[name] : undefined;
  }
  return shape !== undefined;
}

function isRepeated(shape: Exclude<Shape, "any">): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
