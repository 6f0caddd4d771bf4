import type { ToolCallEntry, Turn } from "../core/call/log-entry.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { escapeMarkdown, fenced, quoted } from "../core/export/markdown.ts";
import { durationMs, durationText, said, speakerName } from "../core/export/transcript.ts";
import type { CallRecord } from "../core/history/record.ts";
import { toTranslate } from "../core/to-translate.ts";

/** A transcript for people and their note-taking programs. */
export const exporter: Exporter = {
  id: "markdown",
  label: toTranslate("Markdown transcript"),
  extension: "md",
  mimeType: "text/markdown",
  isPossible: () => true,
  async make({ record, log, startedAtMs }) {
    const zeroMs = await startedAtMs();
    const time = (atMs: number) => durationText(atMs - zeroMs);
    const blocks = log.flatMap((entry) =>
      entry.kind === "turn"
        ? turnBlock(entry, record.agent.name, time(entry.startedAtMs))
        : [toolBlock(entry, time(entry.startedAtMs))],
    );
    return `${[frontMatter(record), `# ${escapeMarkdown(record.title)}`, ...notes(record), ...blocks].join("\n\n")}\n`;
  },
};

/** YAML, in which every value that is not a number is a JSON text: that is the same in both. */
function frontMatter(record: CallRecord): string {
  const fields = {
    title: record.title,
    date: new Date(record.startedAtMs).toISOString(),
    agent: record.agent.name,
    model: record.model,
    voice: record.voice,
    duration: durationText(durationMs(record)),
  };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${yamlText(value)}`);
  return ["---", ...lines, "---"].join("\n");
}

/** YAML wants more characters escaped than JSON does. */
function yamlText(text: string): string {
  const code = (character: string) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, code);
}

function notes({ notes }: CallRecord): readonly string[] {
  return notes.trim() === "" ? [] : [`## Notes\n\n${escapeMarkdown(notes)}`, "## Transcript"];
}

function turnBlock(turn: Turn, agentName: string, time: string): readonly string[] {
  const { text, isCut } = said(turn);
  if (text === "") return [];
  const speaker = `**${escapeMarkdown(speakerName(turn, agentName))}** · ${time}`;
  return [`${speaker}\n\n${escapeMarkdown(text)}${isCut ? " *(interrupted)*" : ""}`];
}

function toolBlock({ call, status, response }: ToolCallEntry, time: string): string {
  const lines = [`**${escapeMarkdown(call.name)}** · ${time} · ${status}`, "", fenced(call.args)];
  if (response !== undefined) lines.push("", "Result:", "", fenced(response));
  return quoted(lines.join("\n"));
}
