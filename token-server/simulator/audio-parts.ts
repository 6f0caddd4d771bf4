import { encodePcm } from "./pcm.ts";
import { between, type Random } from "./random.ts";
import { speechRateHz, type Utterance } from "./speech.ts";

/** One message's worth of speech. */
export interface AudioPart {
  /** PCM s16le mono at 24 kHz; any length, odd ones only if asked for. */
  readonly pcm: Uint8Array;
  readonly durationMs: number;
  /** Transcript to send ahead of it; empty if none is due. */
  readonly text: string;
}

/** How an utterance is cut. */
export interface CutOptions {
  /** Whether the turn begins here: its first part is a single sample. */
  readonly first: boolean;
  readonly partMs: readonly [number, number];
  readonly odd: boolean;
  readonly random: Random;
}

const samplesPerMs = speechRateHz / 1000;

/** Cuts speech into parts with the transcript ahead of the audio it belongs to, a fragment every 1–3 parts. */
export function cutSpeech(utterance: Utterance, options: CutOptions): readonly AudioPart[] {
  const ends = partEnds(utterance.samples.length, options);
  const texts = fragments(utterance, ends, options.random);
  const pcm = encodePcm(utterance.samples);
  const parts: AudioPart[] = [];
  let begin = 0;
  for (const [index, end] of ends.entries()) {
    const from = byteOffset(begin, index, options.odd);
    const to = index === ends.length - 1 ? pcm.length : byteOffset(end, index + 1, options.odd);
    parts.push({
      pcm: pcm.subarray(from, to),
      durationMs: (end - begin) / samplesPerMs,
      text: texts[index] ?? "",
    });
    begin = end;
  }
  return parts;
}

/** Where the parts end, in samples. */
function partEnds(samples: number, options: CutOptions): readonly number[] {
  const ends: number[] = options.first && samples > 1 ? [1] : [];
  let end = ends[0] ?? 0;
  while (end < samples) {
    end = Math.min(samples, end + Math.round(between(options.partMs, options.random) * samplesPerMs));
    ends.push(end);
  }
  return ends;
}

/** The transcript due before each part: it covers the words that begin in this part and up to two following ones. */
function fragments(utterance: Utterance, ends: readonly number[], random: Random): readonly string[] {
  const texts: string[] = [];
  let said = 0;
  for (let index = 0; index < ends.length; ) {
    const next = index + 1 + Math.floor(random() * 3);
    const reachMs = next >= ends.length ? Number.POSITIVE_INFINITY : (ends[next - 1] ?? 0) / samplesPerMs;
    const upTo = Math.max(said, utterance.words.findLastIndex(({ startMs }) => startMs <= reachMs) + 1);
    texts[index] = utterance.words
      .slice(said, upTo)
      .map(({ text }) => text)
      .join("");
    said = upTo;
    index = next;
  }
  return texts;
}

/** With odd parts every second boundary lies in the middle of a sample. */
function byteOffset(sample: number, boundary: number, odd: boolean): number {
  return sample * 2 + (odd && boundary % 2 === 1 ? 1 : 0);
}
