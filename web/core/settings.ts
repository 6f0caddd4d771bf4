import { type Agent, agentLimits, presetAgents, readAgent } from "./agents.ts";
import type { ThinkingLevel, VoiceActivityPreset } from "./live/session-request.ts";
import { isObject } from "./live/wire.ts";
import { type HttpToolDefinition, isHttpToolDefinition } from "./tools/http-definition.ts";
import { isMcpServer, type McpServer } from "./tools/tool-server.ts";

/** What a person can choose; kept on this device. */
export interface Settings {
  /** Empty: the server's default model. */
  readonly model: string;
  /** At least one, each with an id of its own. */
  readonly agents: readonly Agent[];
  /** The chosen one's; `currentAgent` finds it. */
  readonly agentId: string;
  /** 0–2, or undefined for the model's own. */
  readonly temperature: number | undefined;
  readonly thinkingLevel: ThinkingLevel | undefined;
  readonly affectiveDialog: boolean;
  readonly proactiveAudio: boolean;
  readonly voiceActivity: VoiceActivityPreset;
  /** Device id; empty: the system's default. */
  readonly microphone: string;
  /** Names of tools that run without asking, by the person's own word. */
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
  /** Of new recordings: both voices mixed, or the person left and the agent right. */
  readonly recordingChannels: "mono" | "stereo";
  /** Days until the sound of a call is removed, unless it is starred; undefined: never. */
  readonly keepSoundDays: number | undefined;
  /** Days until a call is deleted, unless it is starred; undefined: never. */
  readonly keepCallsDays: number | undefined;
  /** US dollars at which the person is told what a call has cost so far; undefined: never. */
  readonly warnAtUsd: number | undefined;
  /** US dollars at which a call ends; undefined: never. */
  readonly stopAtUsd: number | undefined;
}

export const defaultSettings: Settings = {
  model: "",
  agents: presetAgents,
  agentId: presetAgents[0].id,
  temperature: undefined,
  thinkingLevel: undefined,
  affectiveDialog: false,
  proactiveAudio: false,
  voiceActivity: "balanced",
  microphone: "",
  allowedTools: [],
  httpTools: [],
  mcpServers: [],
  accessCode: "",
  dataUrl: "",
  record: true,
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
const isDays: Check<number> = (value): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 3_650;
const isPrice: Check<number> = (value): value is number =>
  typeof value === "number" && value > 0 && value <= 1_000;

const checks: { readonly [Key in keyof Settings]: Check<Settings[Key]> } = {
  model: isString,
  agents: (value): value is readonly Agent[] => Array.isArray(value) && value.length > 0,
  agentId: isString,
  temperature: optional(isTemperature),
  thinkingLevel: optional(oneOf("MINIMAL", "LOW", "MEDIUM", "HIGH")),
  affectiveDialog: isBoolean,
  proactiveAudio: isBoolean,
  voiceActivity: oneOf("balanced", "quick", "patient", "noisy"),
  microphone: isString,
  allowedTools: (value): value is readonly string[] => Array.isArray(value) && value.every(isString),
  httpTools: (value): value is readonly HttpToolDefinition[] => Array.isArray(value),
  mcpServers: (value): value is readonly McpServer[] => Array.isArray(value),
  accessCode: isString,
  dataUrl: (value): value is string => isString(value) && (value === "" || isDataUrl(value)),
  record: isBoolean,
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
    agents: given["agents"] === undefined ? carriedOver(given) : readAgents(settings.agents),
    httpTools: withOwnIds(settings.httpTools.filter(isHttpToolDefinition)),
    mcpServers: withOwnIds(settings.mcpServers.filter(isMcpServer)),
  };
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
