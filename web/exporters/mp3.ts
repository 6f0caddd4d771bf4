import { RecordingError } from "../core/errors.ts";
import type { Exporter } from "../core/export/exporter.ts";
import { toTranslate } from "../core/to-translate.ts";

/** The finished recording as it is kept. */
export const exporter: Exporter = {
  id: "mp3",
  label: toTranslate("MP3 recording"),
  extension: "mp3",
  mimeType: "audio/mpeg",
  isPossible: ({ sound }) => sound.status === "mp3",
  async make(call) {
    const sound = await call.sound();
    if (sound?.format !== "mp3") throw new RecordingError("empty");
    return sound.blob;
  },
};
