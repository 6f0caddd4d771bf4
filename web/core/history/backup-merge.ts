import { withImported } from "../agent-list.ts";
import { type Agent, agentLimits } from "../agents.ts";
import { defaultSettings, type Settings } from "../settings.ts";
import type { CallRecord, SoundState } from "./record.ts";

/** Settings that do not leave the device: secrets, what only makes sense here, and what agents have a file of their own for. */
type Kept = Omit<Settings, "accessCode" | "allowedTools" | "microphone" | "speaker" | "agents" | "agentId">;

/** The settings as a backup holds them: without the access code, and without headers, which may be secret. */
export function settingsToKeep(settings: Settings): Kept {
  const { accessCode, allowedTools, microphone, speaker, agents, agentId, ...kept } = settings;
  return {
    ...kept,
    httpTools: kept.httpTools.map((tool) => ({ ...tool, headers: {} })),
    mcpServers: kept.mcpServers.map(({ headers, ...server }) => server),
  };
}

/**
 * What of the settings in a backup is taken over: values that nobody has changed here, and tools and servers that are
 * not known here. Those come switched off: they would send what is said to hosts, and the file may be from anybody.
 */
export function restoredSettings(here: Settings, file: Settings): Partial<Settings> {
  const { httpTools, mcpServers, ...values } = settingsToKeep(file);
  const keys = Object.keys(values) as (keyof typeof values)[];
  const untouched = keys.filter((key) => here[key] === defaultSettings[key]);
  return {
    ...Object.fromEntries(untouched.map((key) => [key, values[key]])),
    httpTools: withUnknown(here.httpTools, httpTools),
    mcpServers: withUnknown(here.mcpServers, mcpServers),
  };
}

function withUnknown<T extends { readonly id: string; readonly enabled: boolean }>(
  here: readonly T[],
  file: readonly T[],
): readonly T[] {
  const unknown = file.filter(({ id }) => !here.some((one) => one.id === id));
  return [...here, ...unknown.map((one) => ({ ...one, enabled: false }))];
}

/**
 * The agents here and those of a backup. One that is here and reads otherwise in the file comes beside it with a name
 * that says so; the agents here stay as they are. No more are added than there may be.
 */
export function restoredAgents(here: readonly Agent[], file: readonly Agent[]): readonly Agent[] {
  const added = file.flatMap((agent) => {
    const known = here.find(({ id }) => id === agent.id);
    if (known === undefined) return [agent];
    const beside = { ...agent, name: restoredName(agent.name) };
    return here.some((one) => cameOf(one, agent) || cameOf(one, beside)) ? [] : [beside];
  });
  return withImported({ agents: here, agentId: "" }, added).agents;
}

function restoredName(name: string): string {
  const suffix = " (restored)";
  return `${name.slice(0, agentLimits.name - suffix.length)}${suffix}`;
}

/** Equal but for what was renewed when it was added: the id, and a name that was taken, which has a number then. */
function cameOf(one: Agent, added: Agent): boolean {
  const text = ({ id, name, ...agent }: Agent) => JSON.stringify(Object.entries(agent).sort());
  return isNameFor(one.name, added.name) && text(one) === text(added);
}

/** Whether an agent with this name may have wished for the other one, see `withImported`. */
function isNameFor(name: string, wish: string): boolean {
  const [number = ""] = / \d+$/.exec(name) ?? [];
  return (
    name === wish || (number !== "" && name === wish.slice(0, agentLimits.name - number.length) + number)
  );
}

/** Whether the one here lacks its end, which the one in the file has. A call that is running is nobody else's. */
export function lacksEnd(here: CallRecord, file: CallRecord): boolean {
  return here.status === "recovered" && file.status === "ended";
}

/** A call that was cut off here, with the end that the file knows. What the person has written about it stays. */
export function withEnd(here: CallRecord, file: CallRecord): CallRecord {
  const { pictures: _theirs, ...theirs } = file;
  return {
    ...theirs,
    title: here.isTitled ? here.title : file.title,
    isTitled: here.isTitled || file.isTitled,
    isStarred: here.isStarred || file.isStarred,
    notes: here.notes === "" ? file.notes : here.notes,
    sound: here.sound,
    ...(here.pictures === undefined ? {} : { pictures: here.pictures }),
  };
}

/** Whether the file has more of the sound. */
export function lacksSound(here: CallRecord, file: CallRecord): boolean {
  return here.status !== "running" && worth(file.sound) > worth(here.sound);
}

/** Whether the file has pictures that are not here any more, or never were. */
export function lacksPictures(here: CallRecord, file: CallRecord): boolean {
  return here.status !== "running" && (file.pictures ?? 0) > (here.pictures ?? 0);
}

function worth({ status }: SoundState): number {
  return { none: 0, pieces: 1, mp3: 2 }[status];
}
