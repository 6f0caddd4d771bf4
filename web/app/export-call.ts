import type { Archives } from "../core/export/archive.ts";
import type { Exporter, ExportInput } from "../core/export/exporter.ts";
import { callFileName } from "../core/export/file-name.ts";
import type { NamedFile } from "./file-calls.ts";
import type { History, KeptCall, Recordings } from "./history-side.ts";

export interface ExportDeps {
  readonly recordings: Pick<Recordings, "sound" | "wav">;
  readonly history: Pick<History, "pictures">;
  /** Every format there is. */
  readonly formats: readonly Exporter[];
  readonly archives: Archives;
}

/**
 * A kept call as a file of a format, named by its day and title.
 * @throws RecordingError when there is no sound of the kind; StorageError; AbortError
 */
export async function exportCall(
  { record, log }: Pick<KeptCall, "record" | "log">,
  format: Exporter,
  { recordings, history, formats, archives }: ExportDeps,
  signal: AbortSignal,
): Promise<NamedFile> {
  const sound = once(() => recordings.sound(record.id));
  const input: ExportInput = {
    record,
    log,
    formats,
    sound,
    pictures: () => history.pictures(record.id),
    wav: once(() => recordings.wav(record.id)),
    startedAtMs: async () =>
      record.sound.status === "none"
        ? record.startedAtMs
        : ((await sound())?.startedAtMs ?? record.startedAtMs),
    pack: (files) => archives.pack(files, signal),
  };
  signal.throwIfAborted();
  const content = await format.make(input);
  signal.throwIfAborted();
  const blob = new Blob([content], { type: format.mimeType });
  return { name: `${callFileName(record)}.${format.extension}`, blob };
}

/** What is asked for twice is made once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
