import type { Exporter } from "../core/export/exporter.ts";
import { toTranslate } from "../core/to-translate.ts";

/** The recording without loss, as long as the MP3 is not made; then what the MP3 holds. */
export const exporter: Exporter = {
  id: "wav",
  label: toTranslate("WAV recording"),
  extension: "wav",
  mimeType: "audio/wav",
  isPossible: ({ sound }) => sound.status !== "none",
  make: (call) => call.wav(),
};
