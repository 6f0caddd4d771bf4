import { RecordingError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord } from "../core/history/record.ts";
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
 * finished, or the call still runs: what comes later would be lost.
 *
 * @throws RecordingError, StorageError, AbortError; the pieces stay then
 */
export async function makeRecording(
  { store, encoder, channels, pause }: MakeRecordingParts,
  callId: string,
  onProgress: (progress: EncodeProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const record = await store.getCall(callId);
  if (record === undefined || record.status === "running" || record.sound.status !== "pieces") return;
  // Meanwhile the sound is read.
  void encoder.prepare(signal);
  const recorded = await recordedSound(store, record, pause);
  if (recorded === undefined) throw new RecordingError("empty");
  const { startedAtMs, durationMs } = recorded.timeline;
  const { user, agent, waveform, loudest } = await recorded.tracks(signal);
  const sound: MixInput = { user, agent, durationMs, loudest, channels: channels(), tags: tagsOf(record) };
  const mp3 = await encoder.encode(sound, onProgress, signal);
  signal.throwIfAborted();
  await store.putRecording({ callId, startedAtMs, durationMs, channels: sound.channels, mp3, waveform });
}

function tagsOf({ title, agent, startedAtMs }: CallRecord): MixInput["tags"] {
  return { title, artist: agent.name, date: localDate(new Date(startedAtMs)) };
}

/** The day as the person saw it on the calendar: YYYY-MM-DD. */
function localDate(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
