import { requestLimits } from "./live/request-limits.ts";
import type { ThinkingLevel, VoiceActivityPreset } from "./live/session-request.ts";

/** What a person can choose; kept on this device. */
export interface Settings {
  /** Empty: the server's default model. */
  readonly model: string;
  /** Empty: the service's default voice. */
  readonly voice: string;
  readonly instruction: string;
  /** BCP 47 tag; empty: the agent follows the speaker. */
  readonly language: string;
  /** 0–2, or undefined for the model's own. */
  readonly temperature: number | undefined;
  readonly thinkingLevel: ThinkingLevel | undefined;
  readonly affectiveDialog: boolean;
  readonly proactiveAudio: boolean;
  readonly voiceActivity: VoiceActivityPreset;
  /** Whether the agent speaks first. */
  readonly greet: boolean;
  /** What is sent as the first text so that the agent speaks first. */
  readonly greeting: string;
  /** Device id; empty: the system's default. */
  readonly microphone: string;
  /** For servers that ask for one. Secret: never logged. */
  readonly accessCode: string;
}

export const defaultSettings: Settings = {
  model: "",
  voice: "Kore",
  instruction:
    "You are Parley, a warm and brief assistant on a voice call. Answer in one or two spoken sentences, ask when something is unclear, and use the tools when they help.",
  language: "",
  temperature: undefined,
  thinkingLevel: undefined,
  affectiveDialog: false,
  proactiveAudio: false,
  voiceActivity: "balanced",
  greet: true,
  greeting: "Greet me in one short sentence and ask what you can do for me.",
  microphone: "",
  accessCode: "",
};

type Check<T> = (value: unknown) => value is T;
const isString: Check<string> = (value): value is string => typeof value === "string";
const isBoolean: Check<boolean> = (value): value is boolean => typeof value === "boolean";
const oneOf =
  <T extends string>(...options: readonly T[]): Check<T> =>
  (value): value is T =>
    options.some((option) => option === value);
const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);
const isTemperature: Check<number> = (value): value is number =>
  typeof value === "number" && value >= 0 && value <= 2;

const checks: { readonly [Key in keyof Settings]: Check<Settings[Key]> } = {
  model: isString,
  voice: isString,
  instruction: (value): value is string => isString(value) && value.length <= requestLimits.instruction,
  language: isString,
  temperature: optional(isTemperature),
  thinkingLevel: optional(oneOf("MINIMAL", "LOW", "MEDIUM", "HIGH")),
  affectiveDialog: isBoolean,
  proactiveAudio: isBoolean,
  voiceActivity: oneOf("balanced", "quick", "patient", "noisy"),
  greet: isBoolean,
  greeting: isString,
  microphone: isString,
  accessCode: isString,
};

/** Settings from whatever was stored: each value that is missing or no longer valid becomes its default. */
export function readSettings(stored: unknown): Settings {
  const given = isRecord(stored) ? stored : {};
  const keys = Object.keys(defaultSettings) as (keyof Settings)[];
  const valid = keys.filter((key) => checks[key](given[key]) && given[key] !== undefined);
  return { ...defaultSettings, ...Object.fromEntries(valid.map((key) => [key, given[key]])) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
