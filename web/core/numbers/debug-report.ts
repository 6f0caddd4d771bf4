import type { LoggedEvent } from "../call/event-log.ts";
import type { CallMeters } from "../call/meters.ts";
import type { CallState, Phase } from "../call/state.ts";
import { onRecord } from "../history/on-record.ts";
import { saidText } from "../history/said.ts";
import type { Settings } from "../settings.ts";
import { answerWaits } from "./waits.ts";

/** What a report of a call is made from. */
export interface ReportInput {
  readonly state: CallState;
  readonly settings: Settings;
  readonly meters: CallMeters | undefined;
  readonly events: readonly LoggedEvent[];
  /** The browser, in its own words. */
  readonly userAgent: string;
  readonly atMs: number;
  /** Whether what was said, and what tools were asked and answered, goes with it. */
  readonly withWords: boolean;
}

/**
 * A call in text, for whoever looks into why it went as it did. Built from what may be told and from nothing else:
 * settings by name, counts, times and closed words. No key, token, handle, access code, header, instruction or device
 * name is read for it, and what still looks like one is taken out.
 */
export function debugReport(input: ReportInput): string {
  const { state, events, atMs, withWords } = input;
  const startedAtMs = state.startedAtMs ?? atMs;
  const sections = [
    section("Parley debug report", facts(input)),
    section("Settings", settingLines(input.settings)),
    section("Answers", waitLines(state)),
    section(
      "Notices",
      state.notices.map((notice) => `${since(notice.atMs, startedAtMs)} ${notice.type}`),
    ),
    section(
      "Events",
      events.map(
        ({ atMs, topic, what, count }) =>
          `${since(atMs, startedAtMs)} ${topic}: ${what}${count === 1 ? "" : ` × ${count}`}`,
      ),
    ),
    ...(withWords ? [section("What was said", wordLines(state, startedAtMs))] : []),
  ];
  return withoutSecrets(sections.join("\n"), secretsOf(input));
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n${lines.length === 0 ? "none" : lines.join("\n")}\n`;
}

function facts({ state, meters, userAgent, atMs }: ReportInput): readonly string[] {
  const { phase, usage, sessions, link } = state;
  return [
    `at: ${new Date(atMs).toISOString()}`,
    `browser: ${userAgent}`,
    `phase: ${phaseLine(phase)}, agent ${state.activity}`,
    `model: ${state.about.model || "the server's default"}`,
    `recording: ${state.recording}`,
    `sessions: ${sessions}`,
    `tokens: ${JSON.stringify(usage)}`,
    `left out: ${Math.round(link.droppedMs)} ms`,
    `meters: ${meters === undefined ? "none" : JSON.stringify(meters)}`,
    `underruns: ${meters?.underruns ?? state.underruns}`,
  ];
}

function phaseLine(phase: Phase): string {
  if (phase.name !== "ended") return phase.name;
  const { outcome } = phase;
  if (outcome.type !== "failed") return `ended, ${outcome.type}`;
  return `ended, ${outcome.error.kind} ${outcome.error.reason}`;
}

/** Those by which calls differ, and that tell nothing about the person. */
const tellable = [
  "model",
  "temperature",
  "thinkingLevel",
  "affectiveDialog",
  "proactiveAudio",
  "voiceActivity",
  "record",
  "recordingChannels",
  "warnAtUsd",
  "stopAtUsd",
] as const satisfies readonly (keyof Settings)[];

function settingLines(settings: Settings): readonly string[] {
  return tellable.map((key) => `${key}: ${settings[key] ?? "–"}`);
}

function waitLines({ log, gaps }: CallState): readonly string[] {
  return answerWaits(log, gaps).map(
    ({ toAudioMs, toSoundMs }) =>
      `first audio after ${Math.round(toAudioMs)} ms, heard after ${toSoundMs === undefined ? "?" : Math.round(toSoundMs)} ms`,
  );
}

/** What was said off the record is not there even then. */
function wordLines({ log, gaps }: CallState, startedAtMs: number): readonly string[] {
  return onRecord(log, gaps).map((entry) => {
    const time = since(entry.startedAtMs, startedAtMs);
    if (entry.kind === "turn") return `${time} ${entry.role}: ${saidText(entry)}`;
    const { call, status, response } = entry;
    return `${time} tool ${call.name} ${JSON.stringify(call.args)} ${status} ${JSON.stringify(response ?? {})}`;
  });
}

function since(atMs: number, startedAtMs: number): string {
  return `${((atMs - startedAtMs) / 1_000).toFixed(1)} s`;
}

/** Everything secret that this device knows of. */
function secretsOf({ state, settings }: ReportInput): readonly string[] {
  const { accessCode, httpTools, mcpServers } = settings;
  const headers = [...httpTools, ...mcpServers].flatMap(({ headers }) => Object.values(headers ?? {}));
  return [state.handle ?? "", accessCode, ...headers].filter(({ length }) => length >= 4);
}

/** What looks like a key, a token or a credential in an address. */
const secretLooks = [
  /AIza[\w-]{10,}/g,
  /auth_tokens\/[\w./-]+/g,
  /\bBearer\s+\S+/gi,
  /\b(?:key|access_token|token|code)=[^&\s"']+/gi,
];

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets
    .toSorted((one, other) => other.length - one.length)
    .reduce((clean, secret) => clean.replaceAll(secret, "[removed]"), text);
  return secretLooks.reduce((clean, look) => clean.replace(look, "[removed]"), known);
}
