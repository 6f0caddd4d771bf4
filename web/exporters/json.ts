import { callDocument } from "../core/export/call-document.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { toTranslate } from "../core/to-translate.ts";

/** Everything that is known of a call besides its sound and the pictures themselves, for programs. */
export const exporter: Exporter = {
  id: "json",
  label: toTranslate("JSON"),
  extension: "json",
  mimeType: "application/json",
  isPossible: () => true,
  async make({ record, log, pictures, startedAtMs }) {
    const document = callDocument({ record, log, pictures: await pictures() }, await startedAtMs());
    return `${JSON.stringify(document, undefined, 2)}\n`;
  },
};
