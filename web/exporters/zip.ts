import type { PackedFile } from "../core/export/archive.ts";
import type { Exporter, ExportInput } from "../core/export/exporter.ts";
import { callFileName, picturePath } from "../core/export/file-name.ts";
import { toTranslate } from "../core/to-translate.ts";

/** All other formats, and the pictures, in one file. */
export const exporter: Exporter = {
  id: "zip",
  label: toTranslate("Everything (zip)"),
  extension: "zip",
  mimeType: "application/zip",
  isPossible: () => true,
  make: (call) => call.pack(files(call)),
};

async function* files(call: ExportInput): AsyncGenerator<PackedFile> {
  const possible = call.formats.filter(({ id, isPossible }) => id !== exporter.id && isPossible(call.record));
  const hasMp3 = possible.some(({ id }) => id === "mp3");
  for (const format of possible) {
    // It holds nothing that the MP3 does not, and is ten times its size.
    if (format.id === "wav" && hasMp3) continue;
    yield {
      name: `${callFileName(call.record)}.${format.extension}`,
      content: await format.make(call),
      isStored: format.mimeType.startsWith("audio/"),
      changedAtMs: call.record.startedAtMs,
    };
  }
  for (const { jpeg, atMs } of await call.pictures())
    yield {
      name: picturePath(atMs),
      content: new Uint8Array(jpeg),
      isStored: true,
      changedAtMs: atMs,
    };
}
