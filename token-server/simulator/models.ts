/** The two ways in which a declared function can run beside the conversation. */
export type ToolBehavior = "BLOCKING" | "NON_BLOCKING";

/** What a model takes and how it behaves, as far as a client can tell. */
export interface ModelTraits {
  /** Thinking levels it accepts; an empty list means that any `thinkingConfig` is refused. */
  readonly thinkingLevels: readonly string[];
  /** What becomes of `enableAffectiveDialog`. */
  readonly affectiveDialog: "accepted" | "refused" | "internal-error";
  /** What becomes of `proactivity`: an option, permanently on (false is refused), or not there. */
  readonly proactiveAudio: "option" | "permanent" | "refused";
  /** First entry is the default of a declaration without `behavior`. */
  readonly toolBehaviors: readonly [ToolBehavior, ...ToolBehavior[]];
  /** Whether a tool response's `scheduling` counts; without it results are spoken when idle. */
  readonly scheduling: boolean;
  /** Whether an INTERRUPT result waits for a user who is speaking. */
  readonly waitsForUser: boolean;
  /** Whether microphone audio during a pending BLOCKING call ends the connection. */
  readonly refusesAudioDuringCall: boolean;
  /** Reports `interactionStatus` and calls tools only after its filler turn is over. */
  readonly interactionStatus: boolean;
  /** Sends output transcription and resumption handles even if the setup does not ask for them. */
  readonly volunteers: boolean;
}

const live38: ModelTraits = {
  thinkingLevels: [],
  affectiveDialog: "refused",
  proactiveAudio: "permanent",
  toolBehaviors: ["NON_BLOCKING", "BLOCKING"],
  scheduling: true,
  waitsForUser: true,
  refusesAudioDuringCall: false,
  interactionStatus: false,
  volunteers: true,
};

const extendedThinking: ModelTraits = {
  ...live38,
  thinkingLevels: ["LOW", "MEDIUM", "HIGH"],
  toolBehaviors: ["NON_BLOCKING"],
  scheduling: false,
  interactionStatus: true,
};

const flashLive31: ModelTraits = {
  ...live38,
  thinkingLevels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"],
  affectiveDialog: "internal-error",
  proactiveAudio: "refused",
  toolBehaviors: ["BLOCKING"],
  scheduling: false,
  volunteers: false,
};

const nativeAudio25: ModelTraits = {
  ...live38,
  thinkingLevels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"],
  affectiveDialog: "accepted",
  proactiveAudio: "option",
  toolBehaviors: ["BLOCKING", "NON_BLOCKING"],
  waitsForUser: false,
  refusesAudioDuringCall: true,
  volunteers: false,
};

/** The models that can be talked to here, by their name without `models/`. All of them answer in audio only. */
export const models: ReadonlyMap<string, ModelTraits> = new Map([
  ["gemini-3.8-live", live38],
  ["gemini-3.8-live-extended-thinking", extendedThinking],
  ["gemini-3.1-flash-live-preview", flashLive31],
  ["gemini-2.5-flash-native-audio-preview-12-2025", nativeAudio25],
  ["gemini-2.5-flash-native-audio-latest", nativeAudio25],
]);

/** Finds a model's traits by its resource name (`models/…`). */
export function modelTraits(model: string): ModelTraits | undefined {
  return model.startsWith("models/") ? models.get(model.slice("models/".length)) : undefined;
}
