import type { LogEntry, Turn } from "../call/log-entry.ts";
import { saidText, saidTurns } from "../history/said.ts";

/** What was said in a turn, as far as it was heard. */
export interface Said {
  /** Empty if nothing was. */
  readonly text: string;
  /** Something was cut off behind it. */
  readonly isCut: boolean;
}

/** Of an interrupted turn of the agent the part that reached the person; of all others the whole. */
export function said(turn: Turn): Said {
  return { text: saidText(turn), isCut: turn.role === "agent" && turn.status === "interrupted" };
}

/** How the person is named in what leaves the app. */
export const personName = "You";

/** Who speaks in a turn, in one line. */
export function speakerName(turn: Turn, agentName: string): string {
  if (turn.role === "user") return personName;
  return oneLine(agentName) || "Agent";
}

/** The turns of a log in which something was said, oldest first. */
export function spokenTurns(log: readonly LogEntry[]): readonly Turn[] {
  return saidTurns(log).toSorted((one, other) => one.startedAtMs - other.startedAtMs || one.id - other.id);
}

/** A name without line breaks and what nobody sees. */
export function oneLine(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .trim();
}

/** Of a name that stands in front of a text, as much as leaves room for the text. */
export function shortName(name: string): string {
  const characters = [...oneLine(name)];
  return characters.length <= 20 ? characters.join("") : `${characters.slice(0, 19).join("").trim()}…`;
}

/** How long a call was; 0 while that is not known. */
export function durationMs(call: {
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
}): number {
  return Math.max(0, (call.endedAtMs ?? call.startedAtMs) - call.startedAtMs);
}

/** `h:mm:ss`; never negative. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}
