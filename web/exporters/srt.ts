import { cues, cueTime } from "../core/export/cues.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { shortName } from "../core/export/transcript.ts";
import { toTranslate } from "../core/to-translate.ts";

/** SubRip subtitles for the recording: the most widely read kind. */
export const exporter: Exporter = {
  id: "srt",
  label: toTranslate("SRT subtitles"),
  extension: "srt",
  mimeType: "application/x-subrip",
  isPossible: () => true,
  async make({ record, log, startedAtMs }) {
    const options = {
      startedAtMs: await startedAtMs(),
      agentName: record.agent.name,
      prefix: (speaker: string) => `${shortName(speaker)}: `,
    };
    const blocks = cues(log, options).map(({ fromMs, untilMs, lines }, index) => {
      const times = `${cueTime(fromMs, ",")} --> ${cueTime(untilMs, ",")}`;
      return `${index + 1}\n${times}\n${lines.map(plain).join("\n")}\n`;
    });
    return blocks.join("\n");
  },
};

/** The format cannot escape anything: what a player would take for a time, for markup or for a place becomes its lookalike. */
function plain(line: string): string {
  return line
    .replaceAll("-->", "→")
    .replace(/<(?=[a-z/!])/gi, "‹")
    .replace(/\{(?=\\)/g, "(");
}
