import { msg } from "@lit/localize";
import { unreachable } from "../core/assert.ts";
import { RecordingError, StorageError } from "../core/errors.ts";

/** Whatever was caught around kept calls as a sentence; what is no error of theirs goes to the console, too. */
export function keptCallText(error: unknown): string {
  if (error instanceof StorageError || error instanceof RecordingError) return storageText(error);
  console.error("Something went wrong around the kept calls.", error);
  return msg("That didn't work. Your calls are safe. Try again.");
}

/** What could not be kept, or made of what is kept, in words: what happened, what is safe, what to do about it. */
export function storageText(error: StorageError | RecordingError): string {
  switch (error.kind) {
    case "storage":
      return storageSentence(error);
    case "recording":
      return recordingSentence(error);
    default:
      return unreachable(error);
  }
}

function storageSentence({ reason }: StorageError): string {
  switch (reason) {
    case "quota":
      return msg(
        "This device is full. Everything kept so far is still here. Delete some calls, then try again.",
      );
    case "blocked":
      return msg(
        "Another tab still runs an older Parley. Your calls are safe. Close that tab, then try again.",
      );
    case "newer-version":
      return msg("A newer Parley has been here. Your calls are safe. Reload this page.");
    case "unavailable":
      return msg(
        "This browser doesn't let Parley keep calls here. Leave private browsing or allow storage for this site, then try again.",
      );
    default:
      return unreachable(reason);
  }
}

function recordingSentence({ reason }: RecordingError): string {
  switch (reason) {
    case "encoder-load":
      return msg("The MP3 encoder didn't load. The sound is kept. Check your connection, then try again.");
    case "encode":
      return msg("The MP3 could not be made. The sound is kept. Try again, or take the WAV.");
    case "out-of-memory":
      return msg(
        "This device has too little memory for the MP3. The sound is kept. Close other tabs and try again, or take the WAV.",
      );
    case "empty":
      return msg("Nothing was recorded of this call, so there is no sound. Its text is here.");
    default:
      return unreachable(reason);
  }
}
