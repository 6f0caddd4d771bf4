import type { KeptSound } from "../../web/app/history-side.ts";
import type { Waveform } from "../../web/core/history/record.ts";

const barMs = 100;
const rateHz = 8000;

/** When somebody speaks, in seconds from the beginning. */
export interface Voices {
  readonly user?: readonly Span[];
  readonly agent?: readonly Span[];
}

type Span = readonly [fromS: number, untilS: number];

/** The sound of a call of that length as a WAV that browsers play: a tone where somebody speaks, else silence. */
export function keptSound(
  startedAtMs: number,
  seconds: number,
  { user = [], agent = [] }: Voices,
): KeptSound {
  const waveform: Waveform = { barMs, user: lane(user, seconds), agent: lane(agent, seconds) };
  const spoken = [...user, ...agent];
  return {
    blob: wav(seconds, (atS) => spoken.some((span) => isIn(span, atS))),
    format: "wav",
    startedAtMs,
    durationMs: seconds * 1000,
    waveform,
  };
}

function isIn([fromS, untilS]: Span, atS: number): boolean {
  return atS >= fromS && atS < untilS;
}

/** Peaks that rise and fall like syllables, the same ones every time. */
function lane(spans: readonly Span[], seconds: number): Uint8Array {
  return Uint8Array.from({ length: Math.ceil((seconds * 1000) / barMs) }, (_, bar) => {
    const atS = (bar * barMs) / 1000;
    const span = spans.find((one) => isIn(one, atS));
    if (span === undefined) return 2;
    const phrase = Math.sin((Math.PI * (atS - span[0] + 0.3)) / (span[1] - span[0] + 0.6));
    const syllable = 0.25 + 0.75 * Math.abs(Math.sin(bar * 1.7) * Math.sin(bar * 0.61 + 1));
    return Math.round(200 * phrase * syllable + 8);
  });
}

/** PCM u8 mono. */
function wav(seconds: number, isSounding: (atS: number) => boolean): Blob {
  const frames = Math.round(seconds * rateHz);
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) header.setUint8(at + index, letter.charCodeAt(0));
  };
  text(0, "RIFF");
  header.setUint32(4, 36 + frames, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, rateHz, true);
  header.setUint32(28, rateHz, true);
  header.setUint16(32, 1, true);
  header.setUint16(34, 8, true);
  text(36, "data");
  header.setUint32(40, frames, true);
  const pcm = new Uint8Array(frames).fill(128);
  for (let frame = 0; frame < frames; frame += 1)
    if (isSounding(frame / rateHz))
      pcm[frame] = 128 + Math.round(40 * Math.sin((frame * 2 * Math.PI * 440) / rateHz));
  return new Blob([header, pcm], { type: "audio/wav" });
}
