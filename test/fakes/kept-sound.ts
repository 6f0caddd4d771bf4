import type { KeptEntry, Recording } from "../../web/core/history/record.ts";
import { type AudioPiece, type TrackName, trackRateHz } from "../../web/core/recording/track.ts";
import { callStartMs } from "./fake-app.ts";

/** A turn of a kept call. */
export function said(callId: string, id: number, text: string): KeptEntry {
  return {
    callId,
    entry: {
      kind: "turn",
      id,
      role: "user",
      text,
      status: "complete",
      startedAtMs: callStartMs + id,
      endedAtMs: callStartMs + id + 1,
      typed: false,
      audioMs: 0,
      marks: [],
      heard: undefined,
    },
  };
}

/** 10 ms of a track; every sample is the index. */
export function piece(callId: string, track: TrackName, index: number): AudioPiece {
  const frames = trackRateHz[track] / 100;
  const firstFrame = index * frames;
  const clock = { frame: firstFrame, atMs: callStartMs + index * 10 };
  const pcm = new Int16Array(frames).fill(index).buffer;
  return { callId, track, index, run: 0, firstFrame, frames, clock, pcm };
}

/** Bytes of such a piece. */
export function pieceBytes(track: TrackName): number {
  return piece("", track, 0).pcm.byteLength;
}

export function recording(callId: string, bytes: number): Recording {
  return {
    callId,
    startedAtMs: callStartMs,
    durationMs: 1000,
    channels: 1,
    mp3: new Uint8Array(bytes).fill(7).buffer,
    waveform: { barMs: 100, user: new Uint8Array([1, 2]), agent: new Uint8Array([3, 4]) },
  };
}

export async function collected<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}
