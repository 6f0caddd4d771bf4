import { cues, cueTime } from "../core/export/cues.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { toTranslate } from "../core/to-translate.ts";

/** Subtitles for the web, with voices. */
export const exporter: Exporter = {
  id: "vtt",
  label: toTranslate("WebVTT subtitles"),
  extension: "vtt",
  mimeType: "text/vtt",
  isPossible: () => true,
  async make({ record, log, startedAtMs }) {
    const all = cues(log, { startedAtMs: await startedAtMs(), agentName: record.agent.name });
    const blocks = all.map(({ fromMs, untilMs, speaker, lines }) => {
      const times = `${cueTime(fromMs, ".")} --> ${cueTime(untilMs, ".")}`;
      return `${times}\n<v ${voice(speaker)}>${lines.map(escaped).join("\n")}</v>\n`;
    });
    return ["WEBVTT\n", ...blocks].join("\n");
  },
};

/** Behind two dashes the end of the tag would make an arrow, which only times may have. */
function voice(speaker: string): string {
  return escaped(speaker).replace(/--$/, "-- ");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
