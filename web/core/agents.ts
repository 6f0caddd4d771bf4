import { requestLimits } from "./live/request-limits.ts";
import { isObject } from "./live/wire.ts";
import { toTranslate } from "./to-translate.ts";
import { readStartValues } from "./tools/start-values.ts";

/** A character to talk with: what it is told, how it sounds, what it may use. */
export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly instruction: string;
  /** Empty: the service's default voice. */
  readonly voice: string;
  /** BCP 47 tag; empty: it follows the speaker. */
  readonly language: string;
  /** Whether it speaks first. */
  readonly greet: boolean;
  /** What is sent as the first text so that it speaks first. */
  readonly greeting: string;
  /** Names of the tools it may not use. */
  readonly toolsOff: readonly string[];
  /** Values its tools find in their state when a call starts. */
  readonly startValues: Readonly<Record<string, string>>;
}

const plain = {
  voice: "Kore",
  language: "",
  greet: true,
  greeting: "Greet me in one short sentence and ask what you can do for me.",
  toolsOff: [],
  startValues: {},
} satisfies Partial<Agent>;

/** The agents everybody begins with; they can be changed, and restored. */
export const presetAgents: readonly [Agent, ...Agent[]] = [
  {
    ...plain,
    id: "assistant",
    name: toTranslate("Assistant"),
    instruction:
      "You are Parley, a warm and brief assistant on a voice call. Answer in one or two spoken sentences, ask when something is unclear, and use the tools when they help.",
  },
  {
    ...plain,
    id: "secretary",
    name: toTranslate("Meeting secretary"),
    voice: "Charon",
    instruction:
      "You keep a person's calendar on a voice call. Schedule, list, move and cancel meetings with the tools. Before you schedule, make sure you know topic, day, time, room and attendees; read back what you booked in one sentence. The rooms are virtual, tinker station and mind manor. Take a note when the person decides something.",
    greeting: "Greet me in one short sentence and ask which meeting I have in mind.",
  },
  {
    ...plain,
    id: "tutor",
    name: toTranslate("Language tutor"),
    voice: "Leda",
    instruction:
      "You are a patient language tutor on a voice call. Find out which language the person learns and how much they know, then talk in that language in short, slow sentences. Correct one mistake at a time, kindly, and let the person repeat. Keep new words with take_note.",
    greeting: "Greet me in one short sentence and ask which language we practise today.",
  },
  {
    ...plain,
    id: "interviewer",
    name: toTranslate("Interviewer"),
    voice: "Orus",
    instruction:
      "You rehearse a job interview with the person on a voice call. Ask which position it is for, then put one question at a time, listen to the end, and follow up on what was said. When the person asks, or after eight questions, say in three sentences what was strong and what to improve.",
    greeting: "Greet me in one short sentence as an interviewer and ask which position this is about.",
  },
];

/** How much an agent may hold, and how many there may be. */
export const agentLimits = {
  agents: 100,
  name: 80,
  instruction: requestLimits.instruction,
  greeting: 1000,
  toolsOff: 200,
} as const;

/** An agent from whatever was stored or chosen: each value that is missing or not valid is taken from `fallback`. */
export function readAgent(given: unknown, fallback: Agent): Agent {
  if (!isObject(given)) return fallback;
  const valid = agentKeys.filter((key) => agentChecks[key](given[key]));
  return { ...fallback, ...Object.fromEntries(valid.map((key) => [key, given[key]])) };
}

/** The fields of `given` that an agent knows and whose values it does not take. */
export function faultyFields(given: Readonly<Record<string, unknown>>): readonly (keyof Agent)[] {
  return agentKeys.filter((key) => given[key] !== undefined && !agentChecks[key](given[key]));
}

type Check<T> = (value: unknown) => value is T;

const textUpTo =
  (limit: number): Check<string> =>
  (value): value is string =>
    typeof value === "string" && value.length <= limit;
const named =
  (limit: number): Check<string> =>
  (value): value is string =>
    textUpTo(limit)(value) && value.trim() !== "";
const isBoolean: Check<boolean> = (value): value is boolean => typeof value === "boolean";

const agentChecks: { readonly [Key in keyof Agent]: Check<Agent[Key]> } = {
  id: named(64),
  name: named(agentLimits.name),
  instruction: textUpTo(agentLimits.instruction),
  voice: textUpTo(64),
  language: textUpTo(35),
  greet: isBoolean,
  greeting: textUpTo(agentLimits.greeting),
  toolsOff: (value): value is readonly string[] =>
    Array.isArray(value) && value.length <= agentLimits.toolsOff && value.every(named(128)),
  startValues: (value): value is Readonly<Record<string, string>> =>
    isObject(value) && Object.keys(readStartValues(value)).length === Object.keys(value).length,
};

const agentKeys = Object.keys(agentChecks) as (keyof Agent)[];
