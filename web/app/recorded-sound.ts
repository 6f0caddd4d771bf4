import type { CallStore } from "../core/history/call-store.ts";
import type { CallRecord, Waveform } from "../core/history/record.ts";
import { gapsOf } from "../core/history/sound-state.ts";
import { assemble } from "../core/recording/assemble.ts";
import type { SoundPart } from "../core/recording/sound-part.ts";
import { makeTimeline, type Timeline } from "../core/recording/timeline.ts";
import type { TrackName } from "../core/recording/track.ts";
import { wavParts } from "../core/recording/wav.ts";
import { WaveformPen } from "../core/recording/waveform.ts";
import { BlobWriter } from "./blob-writer.ts";

export interface RecordedTracks extends Readonly<Record<TrackName, Blob>> {
  readonly waveform: Waveform;
  /** See `MixInput`. */
  readonly loudest: number;
}

/** What is stored of a call that has no MP3 yet, read as sound. */
export interface RecordedSound {
  readonly timeline: Timeline;
  /** Both tracks as raw PCM, from the same moment on, and how they look and sound. @throws StorageError, AbortError */
  tracks(signal: AbortSignal): Promise<RecordedTracks>;
  /** A WAV of both, and how they look. @throws StorageError */
  wav(channels: 1 | 2): Promise<{ readonly blob: Blob; readonly waveform: Waveform }>;
}

/**
 * @param pause see `BlobWriter`
 * @returns undefined if nothing was recorded
 * @throws StorageError
 */
export async function recordedSound(
  store: CallStore,
  { id, sound }: Pick<CallRecord, "id" | "sound">,
  pause: () => Promise<void>,
): Promise<RecordedSound | undefined> {
  const [user, agent] = await Promise.all([store.pieceHeads(id, "user"), store.pieceHeads(id, "agent")]);
  const timeline = makeTimeline({ user, agent }, gapsOf(sound));
  if (timeline === undefined || timeline.durationMs <= 0) return undefined;
  const draw = (pen: WaveformPen, track: TrackName) =>
    drawn(pen, track, assemble(timeline, track, store.pieces(id, track)));
  return {
    timeline,
    async tracks(signal) {
      const pen = new WaveformPen(timeline.durationMs);
      const user = await rawTrack(draw(pen, "user"), pause, signal);
      const agent = await rawTrack(draw(pen, "agent"), pause, signal);
      return { user, agent, waveform: pen.waveform(), loudest: pen.loudest() };
    },
    async wav(channels) {
      const pen = new WaveformPen(timeline.durationMs);
      const writer = new BlobWriter(pause);
      const parts = wavParts(draw(pen, "user"), draw(pen, "agent"), timeline.durationMs, channels);
      for await (const part of parts) await writer.write(part);
      return { blob: writer.finish("audio/wav"), waveform: pen.waveform() };
    },
  };
}

/** The same parts, drawn as they pass. */
async function* drawn(pen: WaveformPen, track: TrackName, parts: AsyncIterable<SoundPart>) {
  for await (const part of parts) {
    pen.add(track, part);
    yield part;
  }
}

async function rawTrack(
  parts: AsyncIterable<SoundPart>,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<Blob> {
  const writer = new BlobWriter(pause);
  for await (const part of parts) {
    signal.throwIfAborted();
    if (part.type === "silence") await writer.writeZeros(2 * part.frames);
    else await writer.write(part.samples);
  }
  return writer.finish();
}
