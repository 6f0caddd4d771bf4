import type { CallRecord } from "../../web/core/history/record.ts";
import { callStartMs } from "./fake-app.ts";

/** A call that ended well after five minutes; `agoMs` before `callStartMs`. */
export function callRecord(id: string, agoMs: number, more: Partial<CallRecord> = {}): CallRecord {
  const startedAtMs = callStartMs - agoMs;
  return {
    id,
    startedAtMs,
    endedAtMs: startedAtMs + 300_000,
    status: "ended",
    title: `Call ${id}`,
    isTitled: false,
    firstWords: "",
    isStarred: false,
    notes: "",
    agent: { id: "assistant", name: "Assistant" },
    model: "",
    voice: "",
    end: { type: "hung-up" },
    context: {},
    usage: { promptTokens: 0, responseTokens: 0, totalTokens: 0 },
    latenciesMs: [],
    sessions: 1,
    tools: [],
    notices: [],
    sound: { status: "mp3", gaps: [] },
    ...more,
  };
}
