import { callDocument } from "../core/export/call-document.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { toTranslate } from "../core/to-translate.ts";

/** Everything that is known of a call besides its sound, for programs. */
export const exporter: Exporter = {
  id: "json",
  label: toTranslate("JSON"),
  extension: "json",
  mimeType: "application/json",
  isPossible: () => true,
  async make({ record, log, startedAtMs }) {
    return `${JSON.stringify(callDocument(record, log, await startedAtMs()), undefined, 2)}\n`;
  },
};
