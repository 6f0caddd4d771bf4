import type { MixInput } from "../ports.ts";
import { type TrackName, trackRateHz } from "./track.ts";

/** Names of the files that ffmpeg reads, PCM s16le mono at the rates of the tracks, and of the one it writes. */
export type MixFiles = Readonly<Record<TrackName | "mp3", string>>;

/** What the arguments depend on. */
export type MixPlan = Pick<MixInput, "durationMs" | "loudest" | "channels" | "tags">;

/**
 * Constant rate, so that every player can seek; 64 kbit/s a voice is clean for speech at 24 kHz, and two voices that
 * seldom speak at once share 96.
 */
const bitsPerSecond = { 1: 64_000, 2: 96_000 } as const;
/** Up to here the sum needs no limiter, which costs a fifth of the time; resampling may add a little. 1 is full scale. */
const loudestUnlimited = 0.9;
/** Longest value of a tag: players show no more. */
const maxTagLength = 250;

/** The arguments for ffmpeg 5.1 or newer that make the MP3 of a call out of both tracks. */
export function mixArguments(plan: MixPlan, files: MixFiles): readonly string[] {
  return [
    ...["-hide_banner", "-nostdin", "-y"],
    ...rawInput(files.user, trackRateHz.user),
    ...rawInput(files.agent, trackRateHz.agent),
    ...["-filter_complex", graph(plan), "-map", "[out]"],
    ...["-c:a", "libmp3lame", "-b:a", String(bitsPerSecond[plan.channels]), "-ar", String(trackRateHz.agent)],
    // Level 7 takes half the time of the default, for a difference that speech does not show.
    ...["-compression_level", "7"],
    // Two voices, not one stage: what one says stays out of the other's ear.
    ...(plan.channels === 2 ? ["-joint_stereo", "0"] : []),
    ...tagArguments(plan),
    ...["-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "mp3", files.mp3],
  ];
}

function rawInput(file: string, rateHz: number): readonly string[] {
  return ["-f", "s16le", "-ar", String(rateHz), "-ac", "1", "-i", file];
}

/** Both tracks last as long as the recording, and begin at its start. */
function graph({ durationMs, loudest, channels }: MixPlan): string {
  const frames = Math.ceil((durationMs * trackRateHz.agent) / 1000);
  const whole = `aresample=${trackRateHz.agent},apad=whole_len=${frames},atrim=end_sample=${frames}`;
  const both = `[0:a]${whole}[user];[1:a]${whole}[agent];[user][agent]`;
  switch (channels) {
    case 1: {
      const mix = `${both}amix=inputs=2:normalize=0:dropout_transition=0`;
      // Without `latency` the limiter's look-ahead would make everything 5 ms late; 0.95 leaves room for the encoder.
      return loudest <= loudestUnlimited
        ? `${mix}[out]`
        : `${mix},alimiter=limit=0.95:level=0:latency=1[out]`;
    }
    case 2:
      return `${both}join=inputs=2:channel_layout=stereo:map=0.0-FL|1.0-FR[out]`;
    default:
      return channels satisfies never;
  }
}

/** Values are arguments of their own, never part of the filters' language. Windows shows no tags of version 4. */
function tagArguments({ tags }: MixPlan): readonly string[] {
  const entries = { title: tags.title, artist: tags.artist, date: tags.date, album: "Parley" };
  return [
    ...["-map_metadata", "-1", "-id3v2_version", "3"],
    ...Object.entries(entries).flatMap(([key, value]) => {
      const text = plainLine(value);
      return text === "" ? [] : ["-metadata", `${key}=${text}`];
    }),
  ];
}

/** A zero would end the text, and half of a surrogate pair has no UTF-8. */
function plainLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, " ").trim();
  return line.slice(0, maxTagLength).replace(/\p{Surrogate}/gu, "\uFFFD");
}
