import { type Agent, agentLimits, presetAgents, readAgent } from "./agents.ts";
import { fullProcessing } from "./audio/voice-processing.ts";
import type { WayToTalk } from "./call/talk-plan.ts";
import {
  type ActivityDetection,
  readDetection,
  type VoiceActivityPreset,
} from "./live/activity-detection.ts";
import { requestLimits } from "./live/request-limits.ts";
import type { ThinkingLevel } from "./live/session-request.ts";
import { isObject } from "./live/wire.ts";
import { type HttpToolDefinition, isHttpToolDefinition } from "./tools/http-definition.ts";
import { isMcpServer, type McpServer } from "./tools/tool-server.ts";

/** What a person can choose; kept on this device. */
export interface Settings {
  /** Of the interface, as `de`; empty: what the browser prefers. */
  readonly appLanguage: string;
  /** Empty: the server's default model. */
  readonly model: string;
  /** At least one, each with an id of its own. */
  readonly agents: readonly Agent[];
  /** The chosen one's, of these or of the site's; `offeredAgents` finds it. Empty: the first. */
  readonly agentId: string;
  /** 0–2, or undefined for the model's own. */
  readonly temperature: number | undefined;
  /** Of one answer; undefined: as long as the model likes. */
  readonly maxOutputTokens: number | undefined;
  /** Whether the agent speaks, or is read. */
  readonly answers: "spoken" | "written";
  /** Whether a call shows the words in large type, in place of the transcript. */
  readonly captions: boolean;
  /** Whether keys of one character do something by themselves. */
  readonly singleKeys: boolean;
  readonly thinkingLevel: ThinkingLevel | undefined;
  readonly affectiveDialog: boolean;
  readonly proactiveAudio: boolean;
  readonly wayToTalk: WayToTalk;
  /** How the end of a turn is found; `custom` takes the values below. */
  readonly voiceActivity: VoiceActivityPreset | "custom";
  readonly activityDetection: ActivityDetection;
  /** Whether this device tells the service when a turn is over. */
  readonly endTurnsHere: boolean;
  /** Device id; empty: the system's default. */
  readonly microphone: string;
  /** Short sounds when a call begins and ends, and while the agent thinks. */
  readonly callSounds: boolean;
  /** The same by touch, on devices with a motor. */
  readonly vibration: boolean;
  /** Device id; empty: the system's default. */
  readonly speaker: string;
  /** How loud the agent is, 0–1. */
  readonly volume: number;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
  /** What runs without asking, by the person's own word: see `Tool.permission`. */
  readonly allowedTools: readonly string[];
  /** Tools the person has made. Their headers may be secret: never logged, declared or exported. */
  readonly httpTools: readonly HttpToolDefinition[];
  /** Servers whose tools stand beside the others. Their headers may be secret, as above. */
  readonly mcpServers: readonly McpServer[];
  /** For servers that ask for one. Secret: never logged. */
  readonly accessCode: string;
  /** Address of a Datasette database, as `https://data.example.org/sales`, that may be asked; empty: none. */
  readonly dataUrl: string;
  /** Whether calls are recorded; their text is kept in any case. */
  readonly record: boolean;
  /** Whether pictures that the agent is shown are kept with the call. */
  readonly keepPictures: boolean;
  /** Of new recordings: both voices mixed, or the person left and the agent right. */
  readonly recordingChannels: "mono" | "stereo";
  /** Days until sound and pictures of a call are removed, unless it is starred; undefined: never. */
  readonly keepSoundDays: number | undefined;
  /** Days until a call is deleted, unless it is starred; undefined: never. */
  readonly keepCallsDays: number | undefined;
  /** US dollars at which the person is told what a call has cost so far; undefined: never. */
  readonly warnAtUsd: number | undefined;
  /** US dollars at which a call ends; undefined: never. */
  readonly stopAtUsd: number | undefined;
}

export const defaultSettings: Settings = {
  appLanguage: "",
  model: "",
  agents: presetAgents,
  agentId: "",
  temperature: undefined,
  maxOutputTokens: undefined,
  answers: "spoken",
  captions: false,
  singleKeys: true,
  thinkingLevel: undefined,
  affectiveDialog: false,
  proactiveAudio: false,
  wayToTalk: "open",
  voiceActivity: "balanced",
  activityDetection: {},
  endTurnsHere: false,
  microphone: "",
  callSounds: false,
  vibration: true,
  speaker: "",
  volume: 1,
  ...fullProcessing,
  allowedTools: [],
  httpTools: [],
  mcpServers: [],
  accessCode: "",
  dataUrl: "",
  record: true,
  keepPictures: false,
  recordingChannels: "mono",
  keepSoundDays: undefined,
  keepCallsDays: undefined,
  warnAtUsd: undefined,
  stopAtUsd: undefined,
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
const isTokens: Check<number> = (value): value is number =>
  typeof value === "number" &&
  Number.isInteger(value) &&
  value >= requestLimits.outputTokens.min &&
  value <= requestLimits.outputTokens.max;
const isDays: Check<number> = (value): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 3_650;
const isPrice: Check<number> = (value): value is number =>
  typeof value === "number" && value > 0 && value <= 1_000;

const checks: { readonly [Key in keyof Settings]: Check<Settings[Key]> } = {
  appLanguage: isString,
  model: isString,
  agents: (value): value is readonly Agent[] => Array.isArray(value) && value.length > 0,
  agentId: isString,
  temperature: optional(isTemperature),
  maxOutputTokens: optional(isTokens),
  captions: isBoolean,
  singleKeys: isBoolean,
  answers: oneOf("spoken", "written"),
  thinkingLevel: optional(oneOf("MINIMAL", "LOW", "MEDIUM", "HIGH")),
  affectiveDialog: isBoolean,
  proactiveAudio: isBoolean,
  wayToTalk: oneOf("open", "half-duplex", "push-to-talk"),
  voiceActivity: oneOf("balanced", "quick", "patient", "noisy", "custom"),
  activityDetection: (value): value is ActivityDetection => isObject(value),
  endTurnsHere: isBoolean,
  microphone: isString,
  callSounds: isBoolean,
  vibration: isBoolean,
  speaker: isString,
  volume: (value): value is number => typeof value === "number" && value >= 0 && value <= 1,
  echoCancellation: isBoolean,
  noiseSuppression: isBoolean,
  autoGainControl: isBoolean,
  allowedTools: (value): value is readonly string[] => Array.isArray(value) && value.every(isString),
  httpTools: (value): value is readonly HttpToolDefinition[] => Array.isArray(value),
  mcpServers: (value): value is readonly McpServer[] => Array.isArray(value),
  accessCode: isString,
  dataUrl: (value): value is string => isString(value) && (value === "" || isDataUrl(value)),
  record: isBoolean,
  keepPictures: isBoolean,
  recordingChannels: oneOf("mono", "stereo"),
  keepSoundDays: optional(isDays),
  keepCallsDays: optional(isDays),
  warnAtUsd: optional(isPrice),
  stopAtUsd: optional(isPrice),
};

/** Whether a text can be the address of a database: http or https, without user, query and fragment. */
export function isDataUrl(text: string): boolean {
  return text.length <= 2_000 && /^https?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text);
}

/** Settings from whatever was stored: each value that is missing or no longer valid becomes its default. */
export function readSettings(stored: unknown): Settings {
  const given = isObject(stored) ? stored : {};
  const keys = Object.keys(defaultSettings) as (keyof Settings)[];
  const valid = keys.filter((key) => checks[key](given[key]) && given[key] !== undefined);
  const settings: Settings = {
    ...defaultSettings,
    ...Object.fromEntries(valid.map((key) => [key, given[key]])),
  };
  return {
    ...settings,
    activityDetection: readValues(settings.activityDetection),
    agents: given["agents"] === undefined ? carriedOver(given) : readAgents(settings.agents),
    httpTools: withOwnIds(settings.httpTools.filter(isHttpToolDefinition)),
    mcpServers: withOwnIds(settings.mcpServers.filter(isMcpServer)),
  };
}

/** None at all are those that nobody has changed. */
function readValues(stored: unknown): ActivityDetection {
  const values = readDetection(stored);
  return Object.keys(values).length === 0 ? defaultSettings.activityDetection : values;
}

/** Settings that know of one agent only held its values themselves. */
function carriedOver(given: Readonly<Record<string, unknown>>): readonly Agent[] {
  const { voice, instruction, language, greet, greeting } = given;
  const [first, ...others] = presetAgents;
  return [readAgent({ voice, instruction, language, greet, greeting }, first), ...others];
}

/** Agents that lack a value get a plain agent's; what has no name or an id that is taken is no agent. */
function readAgents(given: readonly unknown[]): readonly Agent[] {
  const nameless: Agent = { ...presetAgents[0], id: "", name: "" };
  const agents = given
    .map((agent) => readAgent(agent, nameless))
    .filter(({ id, name }) => id !== "" && name !== "");
  const known = withOwnIds(agents).slice(0, agentLimits.agents);
  return known.length === 0 ? presetAgents : known;
}

/** Of several with the same id the first. */
function withOwnIds<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return items.filter(({ id }, index) => items.findIndex((item) => item.id === id) === index);
}
