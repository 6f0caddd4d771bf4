import { RecordingError, type RecordingReason } from "../core/errors.ts";

/** How many of ffmpeg's last lines go with an error: what it says of itself. */
const lastLines = 20;

/** As V8, JavaScriptCore, SpiderMonkey, Emscripten and ffmpeg say it. */
const outOfMemory =
  /out of memory|\bOOM\b|allocation failed|could not allocate|cannot allocate memory|cannot enlarge memory/i;

/**
 * What ffmpeg failed with, as a RecordingError that has its last words as cause.
 *
 * @param reason unless the words tell of too little memory
 * @param error its worker sends errors as text
 */
export function ffmpegFailure(
  reason: RecordingReason,
  log: readonly string[],
  error: unknown,
): RecordingError {
  const words = [...log.slice(-lastLines), String(error)].join("\n");
  const cause = new Error(words, { cause: error });
  return new RecordingError(outOfMemory.test(words) ? "out-of-memory" : reason, { cause });
}
