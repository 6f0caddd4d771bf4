import { type AudioPiece, type TrackName, trackRateHz } from "../../../web/core/recording/track.ts";

/** When each voice speaks in every ten seconds. */
const speaks: Readonly<Record<TrackName, (second: number) => boolean>> = {
  user: (second) => second % 10 < 4,
  agent: (second) => second % 10 >= 5,
};

const pitchHz: Readonly<Record<TrackName, number>> = { user: 130, agent: 210 };

/**
 * A second of a conversation that costs an encoder what speech costs: a buzz with overtones and breath, in syllables.
 * The same wherever it is made. PCM s16 at the track's rate.
 */
export function secondOf(track: TrackName, second: number): Int16Array<ArrayBuffer> {
  const rateHz = trackRateHz[track];
  const samples = new Int16Array(rateHz);
  if (!speaks[track](second)) return samples;
  let seed = second + 1;
  for (let i = 0; i < rateHz; i += 1) {
    const t = second + i / rateHz;
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    const syllable = Math.sin(2 * Math.PI * 2.1 * t) ** 2;
    const buzz = ((t * pitchHz[track] * (1 + 0.1 * Math.sin(t))) % 1) - 0.5;
    samples[i] = 9_000 * syllable * (buzz + 0.2 * (seed / 0x3fff_ffff - 1));
  }
  return samples;
}

/** The same as a tape stores it; undefined where the agent is silent, of which nothing is stored. */
export function pieceOf(
  callId: string,
  track: TrackName,
  second: number,
  index: number,
): AudioPiece | undefined {
  if (track === "agent" && !speaks.agent(second)) return undefined;
  const frames = trackRateHz[track];
  const firstFrame = second * frames;
  const clock = { frame: firstFrame, atMs: talkStartMs + second * 1_000 };
  return { callId, track, index, run: 0, firstFrame, frames, clock, pcm: secondOf(track, second).buffer };
}

export const talkStartMs = 1_800_000_000_000;
