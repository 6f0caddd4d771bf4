import { zipFiles } from "../../web/adapters/zip-files.ts";
import type { LogEntry, ToolCallEntry } from "../../web/core/call/log-entry.ts";
import type { Exporter, ExportInput } from "../../web/core/export/exporter.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import { exporters } from "../../web/exporters/registry.ts";
import { turn, zeroMs } from "../core/export/any-turns.ts";

export function toolCall(more: Partial<ToolCallEntry> & Pick<ToolCallEntry, "id" | "call">): ToolCallEntry {
  return {
    kind: "tool-call",
    ids: [more.call.id],
    answer: "response",
    status: "done",
    startedAtMs: zeroMs + more.id * 5_000,
    endedAtMs: zeroMs + more.id * 5_000 + 400,
    response: { output: "sunny" },
    progress: undefined,
    cards: [],
    ...more,
  };
}

/** A call with a barge-in and a tool. */
export const log: readonly LogEntry[] = [
  turn({ id: 1, role: "user", text: "What is the weather in Paris?" }),
  toolCall({ id: 2, call: { id: "c1", name: "get_weather", args: { city: "Paris" } } }),
  turn({
    id: 3,
    role: "agent",
    text: "It is sunny in Paris, and tomorrow it will rain.",
    status: "interrupted",
    heard: { audioMs: 1_200, chars: 21 },
  }),
  turn({ id: 4, role: "user", text: "Thanks, bye!" }),
];

export const record: CallRecord = {
  id: "weather",
  startedAtMs: zeroMs - 1_000,
  endedAtMs: zeroMs + 59_000,
  status: "ended",
  title: "Weather in Paris",
  isTitled: true,
  firstWords: "What is the weather in Paris?",
  isStarred: false,
  notes: "",
  agent: { id: "assistant", name: "Assistant" },
  model: "gemini-live",
  voice: "Kore",
  end: { type: "hung-up" },
  context: {},
  usage: { promptTokens: 0, responseTokens: 0, totalTokens: 0 },
  latenciesMs: [],
  sessions: 1,
  tools: ["get_weather"],
  notices: [],
  sound: { status: "mp3", gaps: [] },
};

export const mp3 = new Blob([new Uint8Array(3_000).fill(5)], { type: "audio/mpeg" });
export const wav = new Blob([new Uint8Array(9_000).fill(6)], { type: "audio/wav" });

export function input(more: Partial<ExportInput> = {}): ExportInput {
  return {
    record,
    log,
    startedAtMs: async () => zeroMs,
    sound: async () => ({ blob: mp3, format: "mp3" }),
    wav: async () => wav,
    pictures: async () => [],
    formats: [...exporters().values()],
    pack: (files) => zipFiles.pack(files, new AbortController().signal),
    ...more,
  };
}

export function format(id: string): Exporter {
  const found = exporters().get(id);
  if (found === undefined) throw new Error(`There is no format ${id}.`);
  return found;
}

/** What a format of texts makes. */
export async function exported(id: string, more: Partial<ExportInput> = {}): Promise<string> {
  const content = await format(id).make(input(more));
  if (typeof content !== "string") throw new Error(`${id} is no text.`);
  return content;
}
