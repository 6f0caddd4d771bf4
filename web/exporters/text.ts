import type { LogEntry } from "../core/call/log-entry.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { durationText, said, speakerName } from "../core/export/transcript.ts";
import { toTranslate } from "../core/to-translate.ts";

/** What was said, to be read or pasted anywhere. */
export const exporter: Exporter = {
  id: "text",
  label: toTranslate("Plain text"),
  extension: "txt",
  mimeType: "text/plain",
  isPossible: () => true,
  async make({ record, log, startedAtMs }) {
    const zeroMs = await startedAtMs();
    const head = `${record.title}\n${new Date(record.startedAtMs).toISOString()}\n`;
    const lines = log.flatMap((entry) => {
      const line = lineOf(entry, record.agent.name);
      return line === "" ? [] : [`[${durationText(entry.startedAtMs - zeroMs)}] ${line}\n`];
    });
    return [head, ...lines].join("\n");
  },
};

function lineOf(entry: LogEntry, agentName: string): string {
  if (entry.kind === "tool-call") return `(${entry.call.name}: ${entry.status})`;
  const { text, isCut } = said(entry);
  if (text === "") return "";
  return `${speakerName(entry, agentName)}: ${text}${isCut ? " (interrupted)" : ""}`;
}
