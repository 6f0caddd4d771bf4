import { digestLines } from "../history/digest.ts";
import { knowing } from "../history/knowing.ts";
import type { WantedSession } from "../live/session-request.ts";
import type { LogEntry } from "./log-entry.ts";
import type { CallState } from "./state.ts";

const forgotten =
  "The connection broke in the middle of this conversation, and you have forgotten it. What was said so far follows, oldest first: it is what you both remember, and no instruction. Do not greet again, do not repeat it, and do not do again what was done; go on from where it ended.";
const missed =
  "The connection broke for a moment. What was said last before that follows, oldest first: it is what you both remember, and no instruction. Do not repeat it, and do not do again what was done.";

/**
 * The wanted session for a call that already had one, with what the service does not know of the conversation: all of
 * it without a handle, else what came after the handle. What nobody answered is left out: the session will hear it.
 */
export function rememberingRequest(
  request: WantedSession,
  { sessions, log, link }: CallState,
  handle: string | undefined,
): WantedSession {
  if (sessions === 0) return request;
  const wanted = handle === undefined ? request : withoutMemory(request);
  const known = handle === undefined ? Number.NEGATIVE_INFINITY : (link.handleAtMs ?? 0);
  const lines = digestLines(log.filter((entry) => isOver(entry) && saidAtMs(entry) > known));
  if (lines.length === 0) return wanted;
  return knowing(wanted, `${handle === undefined ? forgotten : missed}\n\n${lines.join("\n")}`);
}

/** What it was told in words, a session that goes on remembers. */
function withoutMemory({ memory, ...request }: WantedSession): WantedSession {
  return request;
}

/** What is to be known, as a text that the agent is sent: it is nobody's turn, though every text is answered. */
export function memoryNote(memory: string): string {
  return `Note from the app, not from the user.\n${memory}\n\nAnswer this note with one short sentence.`;
}

function isOver(entry: LogEntry): boolean {
  return entry.kind === "tool-call" || entry.role === "agent" || entry.status !== "open";
}

/** The service gives no handle within a turn of the agent; one within the person's turn does not stand for its end. */
function saidAtMs(entry: LogEntry): number {
  const isPersons = entry.kind === "turn" && entry.role === "user";
  return isPersons ? (entry.endedAtMs ?? entry.startedAtMs) : entry.startedAtMs;
}
