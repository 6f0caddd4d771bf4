import { isAbort, RecordingError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
import { leftToPerson, withTries } from "../core/history/sound-state.ts";
import type { EncodeProgress, Encoder, MixInput } from "../core/ports.ts";
import { recordedSound } from "./recorded-sound.ts";

export interface MakeRecordingParts {
  readonly store: CallStore;
  readonly encoder: Encoder;
  /** Of new recordings. */
  readonly channels: () => 1 | 2;
  /** See `BlobWriter`. */
  readonly pause: () => Promise<void>;
}

/**
 * Makes the MP3 of a call from its pieces, and stores it in their place. Nothing to do where the sound is removed or
 * finished, or the call still runs: what comes later would be lost. The record counts a try whose page is gone before it
 * has an end; one that failed for good leaves the call to the person.
 *
 * @throws RecordingError, StorageError, AbortError; the pieces stay then
 */
export async function makeRecording(
  parts: MakeRecordingParts,
  callId: string,
  onProgress: (progress: EncodeProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { store } = parts;
  const record = await store.getCall(callId);
  if (record === undefined || record.status === "running" || record.sound.status !== "pieces") return;
  await store.changeCall(callId, (now) => withTries(now, 1));
  try {
    await encodePieces(parts, record, onProgress, signal);
  } catch (error) {
    // A store that fails at this keeps the try as counted: the failure itself is what is told.
    await store.changeCall(callId, afterFailure(error)).catch(() => undefined);
    throw error;
  }
}

/** A call that goes first, and an encoder that is out of reach, say nothing about the device. */
function afterFailure(error: unknown): (record: CallRecord) => CallRecord {
  const isPassing = isAbort(error) || (error instanceof RecordingError && error.reason === "encoder-load");
  return isPassing ? (record) => withTries(record, -1) : leftToPerson;
}

async function encodePieces(
  { store, encoder, channels, pause }: MakeRecordingParts,
  record: CallRecord,
  onProgress: (progress: EncodeProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  // Meanwhile the sound is read.
  void encoder.prepare(signal);
  const recorded = await recordedSound(store, record, pause);
  if (recorded === undefined) throw new RecordingError("empty");
  const { startedAtMs, durationMs } = recorded.timeline;
  const { user, agent, waveform, loudest } = await recorded.tracks(signal);
  const sound: MixInput = { user, agent, durationMs, loudest, channels: channels(), tags: tagsOf(record) };
  const mp3 = await encoder.encode(sound, onProgress, signal);
  signal.throwIfAborted();
  await store.putRecording({
    callId: record.id,
    startedAtMs,
    durationMs,
    channels: sound.channels,
    mp3,
    waveform,
  });
}

function tagsOf({ title, agent, startedAtMs }: CallRecord): MixInput["tags"] {
  return { title, artist: agent.name, date: localDate(new Date(startedAtMs)) };
}

/** The day as the person saw it on the calendar: YYYY-MM-DD. */
function localDate(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
